"""The project: it brings the apps together, and is the site that is deployed.

pagecache/          rendered pages, stored once for every reader
middleware/         one middleware a file
old_urls/           redirects WordPress's URLs
account/            the pages of one's account, and of signing up and in
search/             the readers' search
api/                the JSON API, for other people's pages and programs
single_sign_on/     signs readers of the owner's other sites in by tokens
embed/              conversations in pages of other sites, in a frame
webhooks/           notifies other programs of events
webmentions/        answers by other sites, and links to them
models/             restores, imports, exports; webhooks; tokens; other sites
transfer/           imports from other systems, and exports
move_in/            the pages on which owners import a blog
object_store/       buckets of S3-compatible stores
backup/             backup and restore
serving/            the production server
demo/               the sample blog
starting_pages/     drafts of an imprint, a privacy page and others
formats/            formats of dates that Django writes

settings.py         the settings
environment.py      reads settings from the environment
postgresql/         Django's backend, with one class of errors for a server that is gone
databases.py, mailers.py, logs.py  DATABASES, MAILERS, LOGGING
shared_cache.py     CACHES
secret_key.py       SECRET_KEY if the owner has set none
site_url.py         the site's own URL, for mails
private_files.py    makes the site's files readable only for its own user
urls.py             all URLs; the cached pages are routed here
cached_views.py     the cached pages: posts, lists, feeds
wsgi.py             the application, with the page cache in front of Django
template_loader.py  templates without their indentation
blog_locale.py      language and time zone of the blog, for pages that are not cached
errors.py           the error pages
robots.py           robots.txt
release.py          the release that runs, by a digest of its files
static_files.py     serves static files of two releases
health.py, metrics.py  answers probes and Prometheus
database_check.py   asks PostgreSQL servers whether they take writes, for check --deploy
server_cache.py     the cache server, which may be down

provider.py         GitHub as a provider of such accounts
provider_settings.py  the providers of accounts, from OIDC_URL and others
import_settings.py  the largest size of an upload, from IMPORT_MAX_MB
remote_check_settings.py  the service that a screening rule asks, from REMOTE_CHECK_URL
backup_copy_settings.py  where copies of backups go, from BACKUP_COPY_TO
private_hosts.py    hosts of the owner's own network that may be contacted
mail_views.py       the pages behind the links in mails
messages.py         the mail about an account
personal_data.py    what packages hold about people
query_statistics.py  updates SQLite's statistics, so that it chooses the right indexes
retention.py        deletes personal data after its retention time

owners.py           pages that owners alone use
admin_site.py       the desk: Django's admin with a first page of its own
editor_overview.py  the editors' half of that page
export_pages.py     the pages on which owners export the blog
moving_conversations.py  the page on which comments are moved to another conversation
mail_previews.py    previews of each kind of mail, and a test mail
mail_examples.py    the example rows of such a preview

old_database.py, first_migration.py  refuse a database of an earlier version
admin.py            registers webhooks, API tokens, keys of sites, sent Webmentions
tasks.py            the tasks that run exports and imports
apps.py             the app, and that of the desk
"""
