"""The fast path: a kept page is answered before Django is asked.

It knows addresses, encodings and ETags, and how long a page may be given out unasked; whatever it
does not know it hands on, and learns from the answer. Pages are the same bytes for all, so it does
not even look at cookies.
"""

import time

from blogsite.pagecache.counters import counts
from blogsite.pagecache.encodings import encoding_for
from blogsite.pagecache.store import pages

ADDRESSES = 10_000  # remembered at most: with query strings, anybody can make up more
LONGEST_QUERY = 100  # characters; ours are shorter
OF_A_BODY = frozenset({"Content-Length", "Content-Encoding", "Content-Type"})


class FastPath:
    """A WSGI application in front of Django's."""

    def __init__(self, application):
        self.application = application
        self.keys: dict = {}  # address → key of a kept page

    def __call__(self, environ, start_response):
        page = self.known(environ)
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if page is None or encoding not in page.answers:
            return self.ask(environ, start_response)
        counts.kept.inc()
        headers, etag = page.answers[encoding]
        if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [h for h in headers if h[0] not in OF_A_BODY])
            return [b""]
        start_response("200 OK", headers)
        return [page.packed(encoding)]

    def known(self, environ):
        """Give the page at this address while it may be given out unasked, else None."""
        key = self.keys.get(address_of(environ))
        page = key and pages.find(key)
        if page and page.serves(time.time()):
            return page

    def ask(self, environ, start_response):
        """Hand the request on to Django; of a kept page, learn the headers it went out with."""
        heard, address = [], address_of(environ)  # Django decodes the path in place

        def start(status, headers, exc_info=None):
            heard[:] = status, headers
            return start_response(status, headers, exc_info)

        response = self.application(environ, start)
        kept = getattr(response, "kept", None)
        if kept and heard[0].startswith("200"):
            self.learn(address, *kept, dict(heard[1]))
        return response

    def learn(self, address, key, page, headers):
        if address is None or "Set-Cookie" in headers:
            return
        encoding = headers.get("Content-Encoding", "")
        page.answers[encoding] = list(headers.items()), headers["ETag"]
        if len(self.keys) >= ADDRESSES:
            self.keys.clear()
        self.keys[address] = key


def address_of(environ):
    """Give what a page is asked for by; None for anything but plain reading.

    A version that a writer was told of (`?v=`) is for the database to judge.
    """
    query = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_RANGE" in environ:
        return None
    if len(query) > LONGEST_QUERY or "v=" in query:
        return None
    return (
        environ["wsgi.url_scheme"],
        environ.get("HTTP_X_FORWARDED_PROTO"),
        environ.get("HTTP_HOST"),
        environ.get("PATH_INFO"),
        query,
    )
