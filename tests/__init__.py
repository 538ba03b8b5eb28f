"""What several tests share; the tests of an app are in the folder of its name.

conftest.py             fixtures for all tests
databases.py            the database of the tests, a plugin of pytest
browsers.py             the machine's Chromium, a plugin of pytest
shared_servers.py       which tests share a process, a plugin of pytest
migrated_database.py    the migrated database that each worker copies
snapshot.py             stores the rows of a database, and puts them back
releases.py             databases as earlier releases made them
query_plans.py          how a database runs the queries of a piece of code
cast.py                 the people of the tests, and what they write
concurrent_users.py     people who act at the same time on a running server
outgoing_mail.py        a browser whose requests also send the mail that they cause
site_server.py          the production server in its own processes
slow_site.py             a site whose new workers take long to load
nginx_server.py         the shipped nginx configuration in front of it
cache_server.py         a cache server
pooler.py               PgBouncer, which lends connections to PostgreSQL for a transaction
standby_servers.py      a PostgreSQL primary that can be killed, and its standbys
longest_language.py     the longest translation of each sentence, to find texts that do not fit
lost_answers.py         a server whose answers never arrive
mail_servers.py         mail servers that misbehave
media_server.py         the server of an old site's files
object_store.py         an S3-compatible store
checking_service.py     the service that a screening rule asks
oidc_provider.py        a provider of accounts
commands.py             runs commands of manage.py in their own processes
loaded_site.py          runs them in forks of a process that has loaded the site
restores.py             restores that meet each other or are killed
fault_injection.py      stops a database, fills a disk, kills workers
browser_thread.py       Playwright in its own thread
reused_page.py          one page of the browser for many tests
missing_programs.py     skips tests whose programs the machine lacks
sentences.py            the sentences of the sources that can be translated
untranslated.py         the texts of a page that were not translated
pseudo_language.py      a language of wide letters, to find texts that do not fit
"""
