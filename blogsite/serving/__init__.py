"""The production server, run as `python -m blogsite.serving`.

__main__.py    entry point
launcher.py    starts granian and its workers
draining_server.py  granian, and what it lacks when it ends and when it replaces its workers
drain.py       lets a server say that it will end, and serve on for some seconds
loaded.py      lets a worker say that it has loaded the site
access_log.py  request ids, one line of JSON a request, errors without personal data
other_servers.py  refuses to serve beside a server with another SECRET_KEY
background.py  starts a process for tasks when there are any
turns.py       decides which process of a machine runs tasks
rounds.py      the threads that send mail, webhooks and Webmentions, and do what falls due
parent.py      the thread that ends a worker after its server has died
charset.py     refuses requests that Django cannot decode
"""
