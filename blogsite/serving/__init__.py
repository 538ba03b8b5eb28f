"""The production server, run as `python -m blogsite.serving`.

__main__.py    is run by that command
launcher.py    starts granian and its workers
access_log.py  request ids, one line of JSON a request, errors without personal data
background.py  starts a process for tasks when there are some
turns.py       which process of a machine runs tasks
refreshing.py  the thread that gives posts with changed counts a new version
notifying.py   the thread that queues the mail to people who work here
webhooks.py    the thread that tells webhooks what has happened
webmentions.py  the thread that takes and sends Webmentions
parent.py      the thread that ends a worker whose server is gone
charset.py     refuses requests that Django cannot decode
"""
