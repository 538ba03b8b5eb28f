"""The blog: its posts and pages, their text and pictures, lists and feeds.

models/             the tables; a post's status and dates are in publication.py
forms/              the forms of editors
admin/              the posts' part of the admin, where editors write
templatetags/       dates, URLs and sentences in templates

urls.py             the URLs, but those of cached pages
url_converters.py   dates, ids and slugs in URLs; ids in queries
views.py            the page of a post
archives.py         lists of posts: newest, by date, by tag, by author
feeds.py            the feed of the newest posts, and the format of all feeds
feed_ids.py         ids of feeds and entries, which never change
sitemaps.py         the URLs for search engines
media.py            serves uploaded files
previews.py         signed links to posts that readers do not see
redirects.py        leads from earlier URLs of a post to its present one
cache_headers.py    how caches may store public pages

announcing.py       queues the mail about new posts
messages.py         the mail about new posts

pictures.py         checks uploaded pictures and makes their sizes; Pillow is imported here only
plain_text.py       the words of sanitized HTML
absolute_urls.py    sanitized HTML for feed readers and mail
diff.py             the difference of two texts
slugs.py            makes slugs of titles and names
words.py            splits texts into words for search
dates.py            writes dates and times

personal_data.py    what posts hold about people
checks.py           system checks of settings that hold a dotted path
missing_tables.py   one line of advice for commands run before `migrate`
apps.py             the app, which registers the checks
"""
