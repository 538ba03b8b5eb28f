"""Fetch the title, canonical URL and identifier of a page of another site, once."""

from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone

from posts.foreign_urls import SiteURL, host_of_origin, url_or_none
from posts.models import ForeignPage
from posts.outward.page import Unreadable, read_page

MAX_HEAD_CHARACTERS = 200_000
MAX_TITLE_CHARACTERS = 2_000
END_OF_HEAD = {"body", "article", "main"}


class Head(HTMLParser):
    """The head of a page, and its scripts with an identifier, of which one may be ours."""

    def __init__(self, html: str):
        super().__init__()
        self.title_parts: list[str] = []
        self.shared_title = self.canonical = ""
        self.scripts: list[dict[str, str]] = []
        self.is_in_title = self.has_ended = False
        # Raised by a section like <![x[, after which nothing can be read
        with suppress(AssertionError):
            self.feed(html[:MAX_HEAD_CHARACTERS])

    @property
    def title(self) -> str:
        """Return the title for sharing, which lacks the site's name, or else the whole title."""
        return self.shared_title or "".join(self.title_parts)[:MAX_TITLE_CHARACTERS]

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in reversed(attributes)}
        self.is_in_title = tag == "title" and not self.title_parts and not self.has_ended
        if tag == "meta" and values.get("property", "").lower() == "og:title":
            self.shared_title = self.shared_title or values.get("content", "").strip()
        elif tag == "link" and not self.has_ended and _is_canonical(values):
            self.canonical = self.canonical or values.get("href", "")
        elif tag == "script" and values.get("data-identifier"):
            self.scripts.append(values)
        self.has_ended = self.has_ended or tag in END_OF_HEAD

    def handle_endtag(self, tag):
        self.is_in_title = False

    def handle_data(self, data):
        if self.is_in_title:
            self.title_parts.append(data)


def _is_canonical(values):
    return "canonical" in values.get("rel", "").lower().split()


def read(page: ForeignPage):
    """Fetch a page, and store its title, canonical URL and identifier; for an unreadable page,
    store only that it was tried.
    """
    title, own_url, identifier = "", None, ""
    try:
        answer = read_page(page.url)
    except Unreadable:
        pass
    else:
        head = Head(answer.html)
        title, own_url = head.title, _own_url(page, answer.url, head.canonical)
        identifier = _identifier(page, answer.url, head.scripts)
    page.take_reading(title, own_url, identifier, timezone.now())


def _own_url(page, url, canonical) -> SiteURL | None:
    """Return the canonical URL of a page, unless it is of another site, or the front page: some
    sites declare that for each of their pages.
    """
    own = _url_on(url, canonical.strip()) if canonical.strip() else None
    return own if own and own.host == page.host and own.name != "/" else None


def _identifier(page, url, scripts) -> str:
    """Return the identifier in the line with our script, or "".

    There may be lines about other pages, too, and scripts of other blogs.
    """
    ours = host_of_origin(settings.SITE_ADDRESS), "/embed.js"
    keys = {*page.urls.values_list("key", flat=True)}
    for script in scripts:
        source = _url_on(url, script.get("src", ""))
        is_ours = source is not None and (source.host, source.name) == ours
        if is_ours and _is_about(script.get("data-url"), keys):
            return script["data-identifier"]
    return ""


def _is_about(url, keys) -> bool:
    """Return whether a line is about the page with the keys: without a URL, it is."""
    about = url_or_none(url) if url else None
    return not url or about is not None and about.key in keys


def _url_on(url, reference) -> SiteURL | None:
    """Return the URL that a reference on a page at `url` leads to, None if it is not one."""
    try:
        return url_or_none(urljoin(url, reference))
    except ValueError:
        return None
