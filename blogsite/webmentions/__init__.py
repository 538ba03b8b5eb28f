"""Webmention (W3C): other sites answer posts and comments here, and are notified of links to them.

views.py       /webmention/, the endpoint for other sites
targets.py     the post or comment at a URL
requests.py    checks and stores a request
checking.py    fetches the pages of due requests
source.py      parses a page: whether it links here, its author, its text
storing.py     makes a held comment from it, changes it, withdraws it

queueing.py    finds changed posts, and their links
endpoints.py   finds another site's endpoint
turns.py       takes what is due in turns, so that a slow site keeps no others waiting
sending.py     notifies other sites; retries failed attempts
admin.py       the log of sent Webmentions in the admin
"""
