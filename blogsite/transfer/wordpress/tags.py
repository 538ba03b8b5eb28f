"""Write the tags of pictures and links, and read the URLs of pictures and media from tags."""

import re
from html import escape
from urllib.parse import urlsplit

# Words beside a picture, or beside the link around it.
MAX_LINK_LENGTH = 500
WORD_BEFORE = re.compile(r"[^\s<>](?:<a\b[^<>]*>)?\Z")
WORD_AFTER = re.compile(r"(?:</a>)?[^\s<>]")
PARAMETERS_WITH_URL = {"movie", "src", "url", "filename"}  # of an <object>


def apart(match: re.Match, picture: str) -> str:
    """Return the replacement for an <img>, with blanks where words would run together."""
    before = (
        " "
        if WORD_BEFORE.search(match.string[max(0, match.start() - MAX_LINK_LENGTH) : match.start()])
        else ""
    )
    after = " " if WORD_AFTER.match(match.string, match.end()) else ""
    return f"{before}{picture}{after}"


def alt_of(attributes: dict) -> str:
    """Return a tag's description of its picture; a background has a label."""
    return " ".join((attributes.get("alt") or attributes.get("aria-label") or "").split())


def sources_of(attributes: dict):
    """Yield the URLs under which an <img> may be found, the visible one first.

    Scripts load many pictures late, and their `src` is a blank one until then.
    """
    for name in ("data-orig-file", "data-full-url", "data-src", "data-lazy-src", "data-original"):
        if (url := attributes.get(name) or "").startswith(("http", "//", "/")):
            yield url
    yield attributes.get("src") or ""


def media_urls_of(attributes: dict) -> list[str | None]:
    """Return the URLs under which a tag may have a medium."""
    return [attributes.get(name) for name in ("src", "data-src", "data")]


def parameter_of(attributes: dict) -> str | None:
    """Return the URL of the medium in a parameter of an <object>, else None."""
    is_url = (attributes.get("name") or "").lower() in PARAMETERS_WITH_URL
    return attributes.get("value") if is_url else None


def link(url: str, label: str = "") -> str:
    """Return a link; `label` is HTML, by default the URL."""
    return f'<a href="{escape(url)}">{label or escape(url)}</a>'


def link_tag(url: str, attributes: dict) -> str:
    """Return the tag that opens a link to `url`, with the other attributes unchanged."""
    others = {name: value for name, value in attributes.items() if name in ("id", "name", "title")}
    more = "".join(f' {name}="{escape(value or "")}"' for name, value in others.items())
    return f'<a href="{escape(url)}"{more}>'


def file_name(url: str | None) -> str:
    """Return the last part of a URL's path."""
    return urlsplit(url or "").path.rpartition("/")[2]
