"""The fast path: cached pages are served without Django.

It handles URLs, encodings, ETags and freshness. Every other request goes on to Django, and the fast
path stores the response's headers if it is a cached page. Pages are the same bytes for everybody,
so cookies are not even read.
"""

import time

from blogsite.pagecache.counters import counts
from blogsite.pagecache.encodings import encoding_for
from blogsite.pagecache.store import pages

MAX_URLS = 10_000  # remembered; query strings make the number of URLs unlimited
MAX_QUERY_CHARACTERS = 300  # ours are shorter, except with the URLs of other sites' pages
BODY_HEADERS = frozenset({"Content-Length", "Content-Encoding", "Content-Type"})


class FastPath:
    """A WSGI application in front of Django's that serves fresh cached pages."""

    def __init__(self, application):
        self.application = application
        self.keys: dict = {}  # URL → key of a cached page

    def __call__(self, environ, start_response):
        page = self.fresh_page(environ)
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        sent = page and page.headers_for(encoding, environ.get("HTTP_ORIGIN", ""))
        if not sent:
            return self.ask_django(environ, start_response)
        counts.cached.inc()
        headers, etag = sent
        if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [h for h in headers if h[0] not in BODY_HEADERS])
            return [b""]
        start_response("200 OK", headers)
        return [page.compressed(encoding)]

    def fresh_page(self, environ):
        """Return the page at this URL if it may be served without asking the database, or None."""
        key = self.keys.get(url_of(environ))
        page = key and pages.get(key)
        if page and page.is_fresh(time.time()):
            return page

    def ask_django(self, environ, start_response):
        """Let Django answer; store the headers of a cached page."""
        answer, url = [], url_of(environ)  # computed now: Django decodes the path in place

        def start(status, headers, exc_info=None):
            answer[:] = status, headers
            return start_response(status, headers, exc_info)

        response = self.application(environ, start)
        cached_page = getattr(response, "cached_page", None)
        if cached_page and answer[0].startswith("200"):
            self.remember(url, *cached_page, dict(answer[1]))
        return response

    def remember(self, url, key, page, headers):
        """Store the headers that a page was sent with, and its key under the URL."""
        if url is None or "Set-Cookie" in headers:
            return
        encoding = headers.get("Content-Encoding", "")
        origin = headers.get("Access-Control-Allow-Origin", "")  # one of few, for any request
        page.varies_by_origin = "Origin" in headers["Vary"]
        page.headers[encoding, origin] = list(headers.items()), headers["ETag"]
        if len(self.keys) >= MAX_URLS:
            self.keys.clear()
        self.keys[url] = key


def url_of(environ):
    """Return the URL of a request as a key; None if only Django may answer.

    That is so for all methods but GET, for ranges, and for a minimum version (`?v=`), which must be
    compared with the database.
    """
    query = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_RANGE" in environ:
        return None
    if len(query) > MAX_QUERY_CHARACTERS or "v=" in query:
        return None
    return (
        environ["wsgi.url_scheme"],
        environ.get("HTTP_X_FORWARDED_PROTO"),
        environ.get("HTTP_HOST"),
        environ.get("PATH_INFO"),
        query,
    )
