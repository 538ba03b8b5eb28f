"""The blog: its posts and pages, their text and pictures, lists and feeds.

models/             the tables; a post's status and dates are in publication.py
forms/              the forms of editors
admin/              the posts' part of the admin, where editors write
outward/            requests to other sites
templatetags/       dates, URLs and sentences in templates

urls.py             the URLs, except those of cached pages
url_converters.py   dates, ids and slugs in URLs; ids in queries
views.py            the page of a post
look_views.py       the style sheet of the blog's colours, and its icons
archives.py         lists of posts: newest, by date, by tag, by author
feeds.py            the feed of the newest posts, and the format of all feeds
feed_ids.py         ids of feeds and entries, which never change
sitemaps.py         the URLs for search engines
media.py            serves uploaded files
byte_ranges.py      which part of a file a request asks for
previews.py         signed links to posts that readers cannot see yet
cache_headers.py    how caches may store public pages

announcing.py       queues the mail about new posts
messages.py         the mail about new posts

pictures.py         checks uploaded pictures and makes their sizes; it knows Pillow
icons.py            makes the blog's icons, and is the other module that knows Pillow
colours.py          colours and their contrast
accent.py           the accent colour: where it can be read, and the styles it makes
embeds.py           cards in place of links to media of other sites
players.py          players of other sites, and which pages may show them
footnotes.py        roles and names of footnotes on a page
code_languages.py   the languages of code
placeholders.py     marks in a text for facts that only the owner can fill in
plain_text.py       the words of sanitized HTML
absolute_urls.py    sanitized HTML for feed readers and mail
diff.py             the difference of two texts
finding.py          the posts at many URLs
foreign_pages.py    the conversations of pages of other sites
page_reading.py     fetches the title of such a page
tasks.py            tasks that run after the response
foreign_urls.py     normalizes URLs of other sites: one key per page
page_paths.py       which paths a page may have
slugs.py            makes slugs of titles and names
words.py            splits texts into words for search
dates.py            writes dates and times
wordings.py         stores an owner's wordings of sentences of the site

personal_data.py    what posts hold about people
checks.py           system checks of settings that hold a dotted path
missing_tables.py   one line of advice for commands run before `migrate`
replicas.py         what is read from a standby of the database
apps.py             the app; registers the checks
"""
