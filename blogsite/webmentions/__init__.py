"""Webmention (W3C): other sites answer posts and comments here, and hear of links to them.

views.py       /webmention/, where others say that they link to something here
targets.py     which post or comment a URL leads to
requests.py    whether such a request can be taken; stores it
checking.py    reads the pages of requests that are due
source.py      what a page says: whether it links here, its author, its words
storing.py     makes a held comment of it, changes it, withdraws it

queueing.py    finds the posts that have changed, and the links in them
endpoints.py   where another site wants to hear of links
turns.py       takes what is due in turns, so that a slow site keeps no others waiting
sending.py     tells it; retries what fails
admin.py       the log of that in the admin
"""
