"""The production server, run as `python -m blogsite.serving`.

launcher.py    starts granian and its workers
access_log.py  request ids, one line of JSON a request, errors without personal data
charset.py     refuses requests that Django cannot decode
"""
