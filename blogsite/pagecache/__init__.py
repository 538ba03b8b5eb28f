"""Rendered pages, stored once for every reader.

wsgi.py        the fast path: serves cached pages without Django
decorators.py  makes a view's responses cached pages
store.py       the pages of this process: versions, expiry, one render for many readers
shared.py      the pages for other processes, on the cache server
encodings.py   gzip and brotli
counters.py    counters for /metrics
"""
