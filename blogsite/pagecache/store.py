"""The rendered pages of this process: one document for everybody, rendered once for each version.

A page's key is its URL alone: scheme, host, path, and the query parameters that the view uses.
Versions are read before the content, so a page may be newer than its version, but never older. It
expires when its content changes with time. While the database is down, a recently valid page is
served instead.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from blogsite.pagecache.counters import counts
from blogsite.pagecache.encodings import COMPRESS, DECOMPRESS, encoding_for
from blogsite.pagecache.shared import ENCODING, shared_pages

# A page is served for this long without reading its versions from the database; with the time to
# render it, a change is shown within a second.
FRESH_SECONDS = 0.8
MAX_PAGE_SECONDS = 600  # upper bound for changes without a version, such as a display name
AWAY_SECONDS = 10.0  # after a database error, readers do not queue for the database for this long
NEVER = float("inf")  # expiry of a page that only a new version replaces
MEMORY_BYTES = 64 * 2**20  # of pages in each process
MAX_SHARE = 1 / 8  # of the memory for one page: a larger one would displace many others


class Page:
    """A rendered document, the versions it was rendered from, and when it expires."""

    def __init__(self, body: bytes, versions, expires: float):
        self.body, self.versions, self.expires = body, versions, expires
        self.etag = hashlib.sha256(body).hexdigest()[:20]
        self.confirm(time.time())
        self.bodies = {"": body}  # encoding → bytes
        # (encoding, origin) → headers and ETag that it was sent with, for the fast path
        self.headers: dict = {}
        self.varies_by_origin = False  # whether the response depends on the Origin header

    def compressed(self, encoding: str) -> bytes:
        """Return the body in an encoding, compressed on first use."""
        if encoding not in self.bodies:
            self.bodies[encoding] = COMPRESS[encoding](self.body)
        return self.bodies[encoding]

    def headers_for(self, encoding: str, origin: str):
        """Return the headers and the ETag for a request, None if they are not known yet.

        `origin` is the origin of the requesting page, "" if none is sent.
        """
        return self.headers.get((encoding, origin if self.varies_by_origin else ""))

    @property
    def size(self) -> int:
        return 2 * len(self.body)  # roughly, with its compressed forms

    def confirm(self, now: float):
        """Note that the database has just confirmed the versions."""
        self.confirmed_at, self.fresh_until = now, min(now + FRESH_SECONDS, self.expires)

    def is_fresh(self, now: float, min_version: int = 0) -> bool:
        """Return whether it may be served without asking the database.

        `min_version` is the reader's minimum version of the post.
        """
        return now < self.fresh_until and min_version <= self.versions[0]

    def is_stale_usable(self, now: float, min_version: int) -> bool:
        """Return whether it may be served because the database cannot be asked."""
        return now < self.confirmed_at + MAX_PAGE_SECONDS and min_version <= self.versions[0]

    def is_current(self, versions, now: float) -> bool:
        """Return whether it still has these versions."""
        return self.versions == versions and now < self.expires


class Pages:
    """The pages of this process; if memory is full, the least recently used go first."""

    def __init__(self, memory=MEMORY_BYTES):
        self.memory, self.used = memory, 0
        self.pages: OrderedDict = OrderedDict()
        self.lock = threading.Lock()
        self.renders: dict = {}  # key → lock, so that many readers cause one rendering
        self.away_since = float("-inf")  # when the primary last failed

    def get(self, key) -> Page | None:
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def set(self, key, page: Page):
        """Store a page, unless it is too large."""
        with self.lock:
            self._drop(key)
            if page.size > self.memory * MAX_SHARE:
                return
            self.pages[key], self.used = page, self.used + page.size
            while self.used > self.memory and len(self.pages) > 1:
                self._drop(next(iter(self.pages)))

    def _drop(self, key):
        page = self.pages.pop(key, None)
        self.used -= page.size if page else 0

    def clear(self):
        with self.lock:
            self.pages.clear()
            self.used = 0

    def get_or_render(
        self, key, *, read_versions: Callable, render: Callable, min_version: int = 0
    ) -> Page:
        """Return the page for `key`, rendered if the versions of its content have changed.

        `read_versions()` returns a tuple of versions, the post's own first, and when the page
        expires (seconds since 1970); `render()` returns the bytes. The page has at least
        `min_version`. Raises OperationalError or InterfaceError if the database is down and no
        stored page may be served instead.
        """
        page, now = self.get(key), time.time()
        if page and page.is_fresh(now, min_version):
            return page
        with self.lock:
            rendering = self.renders.setdefault(key, threading.Lock())
        is_away = now < self.away_since + AWAY_SECONDS
        if is_away and rendering.locked() and page and page.is_stale_usable(now, min_version):
            return page
        try:
            with rendering:
                return self._checked(key, read_versions, render, min_version)
        finally:
            with self.lock:
                self.renders.pop(key, None)

    def _checked(self, key, read_versions, render, min_version):
        page, now = self.get(key), time.time()  # before the query, as rendering may take a second
        if page and page.is_fresh(now, min_version):  # another reader has just asked
            return page
        try:
            versions, expires = read_versions()
        except (OperationalError, InterfaceError):
            if not _is_primary_asked():
                raise  # it is asked next
            self.away_since = time.time()
            if not (page and page.is_stale_usable(self.away_since, min_version)):
                raise
            page.fresh_until = self.away_since + FRESH_SECONDS
            return page
        if _is_primary_asked():
            self.away_since = float("-inf")
        if page and page.is_current(versions, now):
            page.confirm(now)
            return page
        expires = min(expires, now + MAX_PAGE_SECONDS)
        page = shared_page(key, versions) or render_page(key, versions, expires, render)
        page.confirm(now)
        self.set(key, page)
        return page


def _is_primary_asked() -> bool:
    """Return whether the queries of this thread go to the primary, not to a replica of it."""
    return connection.alias == DEFAULT_DB_ALIAS


def shared_page(key, versions) -> Page | None:
    """Return the page that another process rendered, or None."""
    entry = shared_pages.get(key, versions)
    if entry:
        body, expires = entry
        page = Page(DECOMPRESS[ENCODING](body), versions, expires)
        page.bodies[ENCODING] = body
        return page


def render_page(key, versions, expires, render) -> Page:
    """Render a page and store it for other processes."""
    counts.rendered.inc()
    page = Page(render(), versions, expires)
    shared_pages.set(key, page)
    return page


pages = Pages()


def respond(request, key, page: Page, content_type=None) -> HttpResponse:
    """Return a response with the page in an encoding the reader accepts; each has its own ETag."""
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(page.compressed(encoding), content_type)
    response["Content-Length"] = len(response.content)
    if encoding:
        response["Content-Encoding"] = encoding
    response["ETag"] = f'"{page.etag}-{encoding}"' if encoding else f'"{page.etag}"'
    patch_vary_headers(response, ["Accept-Encoding"])
    response.cached_page = key, page
    return response
