"""The project: it brings the apps together, and is the site that is deployed.

pagecache/          rendered pages, stored once for every reader
middleware/         one a file
search/             the readers' search
transfer/           imports of other blogs
backup/             backup and restore
serving/            the production server
demo/               the sample blog
formats/            how dates are written where Django writes them

settings.py         the settings
environment.py      reads them from the environment
databases.py, mailers.py, logs.py  DATABASES, MAILERS, LOGGING
shared_cache.py     CACHES
secret_key.py       SECRET_KEY where the owner has set none
site_address.py     the URL at which the site is reached, for mails
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

account_urls.py     the URLs under /accounts/
account_pages.py    django-allauth's pages, as they are here
overview.py         the page of one's account
account_names.py    what names an account may have
renaming.py         changing the name of an account
time_zones.py, own_language.py  time zone and language of an account's own pages
invitations.py      invitations to work here
own_data.py         the download of what is stored about a person
closing.py          closing an account
guest_data.py       both for a guest, whom the cookie of the browser names
fresh_sign_in.py    what asks for a sign-in of a moment ago
sign_in.py, sign_up.py  signing in and up
passkey_sign_up.py  signing up without a password
accounts_elsewhere.py  signing in with an account of elsewhere
provider.py         GitHub as a provider of such accounts
provider_settings.py  which providers there are, from OIDC_URL and others
remote_check_settings.py  the service that a screening rule asks, from REMOTE_CHECK_URL
second_factor.py    the pages of the second factor
sessions.py         the list of browsers in which an account is signed in
joining.py          joins the guest of a browser to an account
following.py        the page to ask for new posts by mail
mail_views.py       the pages to which links in mails lead
messages.py         the mail about an account
personal_data.py    what packages hold about people
retention.py        ends personal data whose time is over

admin_site.py       the desk: Django's admin with a first page of its own
editor_overview.py  the editors' half of that page
mail_previews.py    how each kind of mail looks, and a test of it
mail_examples.py    the rows that such a mail is made of

old_database.py, first_migration.py  refuse a database of an earlier version
models.py           Restore: that this database was restored from a backup
apps.py             the app, and that of the desk
"""
