"""Rendered pages, kept: one document for everybody, drawn once for each version of what it shows.

A page is known by its address alone: scheme, host, path, and what the view read of the query;
parameters that nobody reads are part of no key. Versions are read before the content, so a page
may be newer than it says and never older. It ends when something falls due by the clock. While the
database is away, a page that was right a little while ago stands in for what there is now.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from blogsite.pagecache.counters import counts
from blogsite.pagecache.encodings import PACK, UNPACK, encoding_for
from blogsite.pagecache.shared import ENCODING, shared_pages

TRUSTED_FOR = 1.0  # seconds a page is given out without asking the database for its version
LONGEST = 600  # seconds a page is kept at most: what no version tells (a new name) shows by then
AWAY_FOR = 10.0  # seconds after the database did not answer in which nobody queues to ask it again
MEMORY = 64 * 2**20  # bytes of pages in each process


class Page:
    """One rendered document and the versions it was drawn from."""

    def __init__(self, body: bytes, facts, due: float):
        self.body, self.facts, self.due = body, facts, due
        self.etag = hashlib.sha256(body).hexdigest()[:20]
        self.confirm(time.time())
        self.bodies = {"": body}  # encoding → bytes
        self.answers: dict = {}  # encoding → headers and ETag it went out with: the fast path's

    def packed(self, encoding: str) -> bytes:
        """Give the body in an encoding, packed when it is first asked for in it."""
        if encoding not in self.bodies:
            self.bodies[encoding] = PACK[encoding](self.body)
        return self.bodies[encoding]

    @property
    def size(self) -> int:
        return 2 * len(self.body)  # roughly, with its compressed twins

    def confirm(self, now: float):
        """Note that the database has said what the page shows."""
        self.confirmed, self.trusted_until = now, min(now + TRUSTED_FOR, self.due)

    def serves(self, now: float, at_least: int = 0) -> bool:
        """Whether it may be given out unasked, to one who was told of that version."""
        return now < self.trusted_until and at_least <= self.facts[0]

    def stands_in(self, now: float, at_least: int) -> bool:
        """Whether it may be given out because the database cannot be asked."""
        return now < self.confirmed + LONGEST and at_least <= self.facts[0]

    def holds(self, facts, now: float) -> bool:
        """Whether the page still shows what the database says."""
        return self.facts == facts and now < self.due


class Pages:
    """The pages of this process, the least asked-for going first when memory is full."""

    def __init__(self, memory=MEMORY):
        self.memory, self.used = memory, 0
        self.pages: OrderedDict = OrderedDict()
        self.lock = threading.Lock()
        self.renders: dict = {}  # key → lock: one render for a stampede
        self.away_since = float("-inf")  # when the database last did not answer

    def find(self, key) -> Page | None:
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def keep(self, key, page: Page):
        with self.lock:
            self.forget(key)
            self.pages[key], self.used = page, self.used + page.size
            while self.used > self.memory and len(self.pages) > 1:
                self.forget(next(iter(self.pages)))

    def forget(self, key):
        page = self.pages.pop(key, None)
        self.used -= page.size if page else 0

    def clear(self):
        with self.lock:
            self.pages.clear()
            self.used = 0

    def give(self, key, *, facts: Callable, render: Callable, at_least: int = 0) -> Page:
        """Give the page for `key`, drawn anew when what it shows has changed.

        `facts()` reads the versions, a post's own first, with the moment (in seconds) something
        falls due; `render()` gives the bytes. A reader whom we told of version `at_least` gets it.
        """
        page, now = self.find(key), time.time()
        if page and page.serves(now, at_least):
            return page
        with self.lock:
            rendering = self.renders.setdefault(key, threading.Lock())
        is_away = now < self.away_since + AWAY_FOR
        if is_away and rendering.locked() and page and page.stands_in(now, at_least):
            return page
        try:
            with rendering:
                return self._checked(key, facts, render, at_least)
        finally:
            with self.lock:
                self.renders.pop(key, None)

    def _checked(self, key, facts, render, at_least):
        page, now = self.find(key), time.time()  # before the question: drawing may take a second
        if page and page.serves(now, at_least):  # another reader has asked meanwhile
            return page
        try:
            versions, due = facts()
        except (OperationalError, InterfaceError):
            self.away_since = time.time()
            if not (page and page.stands_in(self.away_since, at_least)):
                raise
            page.trusted_until = self.away_since + TRUSTED_FOR
            return page
        self.away_since = float("-inf")
        if page and page.holds(versions, now):
            page.confirm(now)
            return page
        page = fetched(key, versions) or drawn(key, versions, min(due, now + LONGEST), render)
        page.confirm(now)
        self.keep(key, page)
        return page


def fetched(key, versions) -> Page | None:
    """Give the page as another process has drawn it."""
    found = shared_pages.find(key, versions)
    if found:
        packed, due = found
        page = Page(UNPACK[ENCODING](packed), versions, due)
        page.bodies[ENCODING] = packed
        return page


def drawn(key, versions, due, render) -> Page:
    counts.drawn.inc()
    page = Page(render(), versions, due)
    shared_pages.keep(key, page)
    return page


pages = Pages()


def respond(request, key, page: Page, content_type=None) -> HttpResponse:
    """Answer with the page, packed as the reader likes it; each packing has a tag of its own."""
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(page.packed(encoding), content_type)
    response["Content-Length"] = len(response.content)
    if encoding:
        response["Content-Encoding"] = encoding
    response["ETag"] = f'"{page.etag}-{encoding}"' if encoding else f'"{page.etag}"'
    patch_vary_headers(response, ["Accept-Encoding"])
    response.kept = key, page
    return response
