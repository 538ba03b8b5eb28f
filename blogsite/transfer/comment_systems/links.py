"""Where the links of other comment systems lead, and whether their words are their URL."""

import re
from urllib.parse import parse_qs, urlsplit

CUT = re.compile(r"\s*(?:\.\.\.|…)$")
# Disqus counts clicks through a link of its own, in which the URL is followed by a colon and a
# hash.
COUNTED_LINK = re.compile(r"https?://(?:www\.)?disq\.us/url/?")
HASH = re.compile(r":[\w-]{20,43}$")


def target_of(href: str) -> str:
    """Return the target of a link, without the click counter before it."""
    href = href.strip()
    try:
        parts = urlsplit(href)
    except ValueError:
        return href
    if not COUNTED_LINK.fullmatch(f"{parts.scheme}://{parts.netloc}{parts.path}"):
        return href
    inner = parse_qs(parts.query, max_num_fields=None).get("url", [""])[0]
    return HASH.sub("", inner) or href


def is_same(words: str, url: str) -> bool:
    """Return whether words are a URL, or its beginning with dots."""
    bare, words = _without_scheme(url), _without_scheme(words)
    cut = CUT.sub("", words)
    if cut == words:
        return words.rstrip("/") == bare.rstrip("/")
    return len(cut) > 3 and " " not in cut and bare.startswith(cut)


def _without_scheme(url):
    return re.sub(r"^https?://(?:www\.)?|^www\.", "", url.strip(), flags=re.IGNORECASE)
