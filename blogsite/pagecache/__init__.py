"""Rendered pages, stored once for every reader.

wsgi.py        answers a cached page before Django is asked
decorators.py  makes a view's answers cached pages
store.py       the pages of this process: versions, expiry, one render for many readers
shared.py      the same pages for other processes, on the cache server
encodings.py   gzip and brotli
counters.py    what /metrics counts
"""
