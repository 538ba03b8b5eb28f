"""Find the Webmention endpoint of another site's page."""

import re
from urllib.parse import urljoin

from moderation.text.markup import TAG, Tag, remove_comments, remove_unread
from posts.outward.page import Page

LINK = re.compile(r"<([^<>]{0,2000})>([^<]{0,500})")
RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


def endpoint_of(page: Page) -> str | None:
    """Return the URL of the endpoint: the first in the headers, else in the HTML."""
    named = _in_headers(page)
    if named is None:
        named = _in_html(page.html)
    try:
        return None if named is None else urljoin(page.url, named.strip())
    except ValueError:
        return None


def _in_headers(page):
    for header in page.headers.get_all("Link", []):
        for url, parameters in LINK.findall(header):
            relation = RELATION.search(parameters)
            if relation and _is_endpoint(relation[1] or relation[2]):
                return url
    return None


def _in_html(markup):
    for match in TAG.finditer(remove_unread(remove_comments(markup))):
        if match["name"].lower() not in ("a", "link"):
            continue
        attributes = Tag.of(match).attributes
        if _is_endpoint(attributes.get("rel")) and attributes.get("href") is not None:
            return attributes["href"]
    return None


def _is_endpoint(relations):
    return "webmention" in (relations or "").lower().split()
