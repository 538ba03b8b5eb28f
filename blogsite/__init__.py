"""The project: it brings the apps together, and is the site that is deployed.

pagecache/          rendered pages, stored once for every reader
middleware/         one a file
old_urls/           where URLs that WordPress gave lead now
account/            the pages of one's account, and of signing up and in
search/             the readers' search
api/                the same as JSON, for other people's pages and programs
single_sign_on/     readers of other sites of the owner are signed in by tokens
embed/              conversations in pages of other sites, in a frame
webhooks/           tells other programs what happens
webmentions/        answers of other sites, and links to them
models/             what was restored, imported, exported; webhooks; keys and readers of other sites
transfer/           the blog moves in from elsewhere, and out again
move_in/            the pages on which owners let it move in
backup/             backup and restore
serving/            the production server
demo/               the sample blog
starting_pages/     drafts of the imprint, of privacy and other pages
formats/            how dates are written where Django writes them

settings.py         the settings
environment.py      reads them from the environment
postgresql/         Django's backend, in which a server that went away is one class of errors
databases.py, mailers.py, logs.py  DATABASES, MAILERS, LOGGING
shared_cache.py     CACHES
secret_key.py       SECRET_KEY where the owner has set none
site_url.py         the URL at which the site is reached, for mails
private_files.py    makes the site's files readable for its own user alone
urls.py             all URLs; the cached pages are routed here
cached_views.py     the cached pages: posts, lists, feeds
wsgi.py             the application, with the page cache in front of Django
template_loader.py  templates without their indentation
blog_locale.py      language and time zone of the blog, for pages that are not cached
errors.py           the error pages
robots.py           robots.txt
health.py, metrics.py  what probes and Prometheus ask
server_cache.py     the cache server, which may be down

provider.py         GitHub as a provider of such accounts
provider_settings.py  which providers there are, from OIDC_URL and others
import_settings.py  how large an uploaded export may be, from IMPORT_MAX_MB
remote_check_settings.py  the service that a screening rule asks, from REMOTE_CHECK_URL
private_hosts.py    hosts of the owner's own network that may be asked
mail_views.py       the pages to which links in mails lead
messages.py         the mail about an account
personal_data.py    what packages hold about people
query_statistics.py  lets SQLite look at its tables, so that it chooses the right indexes
retention.py        ends personal data whose time is over

owners.py           pages that owners alone use
admin_site.py       the desk: Django's admin with a first page of its own
editor_overview.py  the editors' half of that page
export_pages.py     where owners fetch the whole blog as a file
mail_previews.py    how each kind of mail looks, and a test of it
mail_examples.py    the rows that such a mail is made of

old_database.py, first_migration.py  refuse a database of an earlier version
admin.py            webhooks, and the keys of sites
tasks.py            the tasks that write an export and run an import
apps.py             the app, and that of the desk
"""
