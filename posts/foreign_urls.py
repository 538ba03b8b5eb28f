"""Normalize the URL of a page of another site, as untrusted input: one page has one key.

Browsers, feeds and advertisements use many URLs for a page: with and without "www.", with the name
of the index file, with parameters that say where a reader came from.
"""

import re
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

import idna
from django.utils.translation import gettext

from posts.slugs import in_nfc

MAX_URL_LENGTH = 2_000  # also of keys: PostgreSQL index entries are limited to 2,700 bytes
MAX_PARAMETERS = 100
PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,30}")
BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})|%00")
UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
INDEX_FILES = {"index.html", "index.htm", "index.php", "default.htm", "default.html"}
# Whole names: "ref" is where a reader came from, "reference" may identify the page.
TRACKING = {
    *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"),
    *("utm_name", "utm_reader", "utm_source_platform", "utm_creative_format"),
    *("utm_marketing_tactic", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source"),
    *("gad_campaignid", "srsltid", "fbclid", "fb_action_ids", "fb_action_types", "fb_source"),
    *("msclkid", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id", "igshid", "igsh", "epik"),
    *("mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi", "__hstc", "__hssc"),
    *("__hsfp", "hsctatracking", "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "s_cid"),
    *("ml_subscriber", "ml_subscriber_hash", "rb_clickid", "wickedid", "zanpid", "ref"),
    *("ref_src", "ref_url", "cmpid"),
}


class URLRefused(Exception):
    """Not the URL of a page of another site; the text is a sentence for people."""


class SiteURL(NamedTuple):
    """A cleaned URL of a page; `host` has no "www.", and a port only if it is not the default."""

    url: str  # for links: without fragment and tracking parameters
    host: str
    name: str  # path and query, the same for all URLs of the page

    @property
    def key(self) -> str:
        """Return the same text for every URL of one page."""
        return self.host + self.name


def read_url(url: str) -> SiteURL:
    """Return the parts of a page's URL. Raises URLRefused."""
    parts = _split(url)
    origin, host = _origin_and_host(parts)
    names, ending = _names_in(parts.path)
    if parts.fragment.startswith("!"):  # pages of a single-page application, told apart by "#!"
        names += _names_in(parts.fragment[1:])[0]
    query = _query_of(parts.query)
    path = "".join(f"/{name}" for name in names)
    cleaned = SiteURL(origin + path + ending + query, host, (_stem(names) or "/") + query)
    if max(len(cleaned.url), len(cleaned.key)) > MAX_URL_LENGTH:
        raise _too_long()
    return cleaned


def url_or_none(url: str) -> SiteURL | None:
    """Return the parts of a page's URL; None for text that is not a URL."""
    try:
        return read_url(url)
    except URLRefused:
        return None


def host_of_origin(origin: str) -> str:
    """Return the host of an origin, normalized, or "" if it is not an origin."""
    page = url_or_none(origin)
    return page.host if page else ""


def _split(url) -> SplitResult:
    if len(url) > MAX_URL_LENGTH:
        raise _too_long()
    url = url.strip()
    try:
        url.encode()  # raises for lone surrogates
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _no_page() from None
    if UNSEEN.search(url) or BROKEN.search(url) or parts.scheme not in PORTS or not parts.hostname:
        raise _no_page()
    if parts.username is not None or parts.password is not None:
        raise URLRefused(gettext("The URL of the page must not have a user name in it."))
    return parts


def _origin_and_host(parts) -> tuple[str, str]:
    """Return the origin of a URL, and its normalized host."""
    written = _ascii(parts.hostname)
    usual = parts.port in (None, PORTS[parts.scheme])
    port = "" if usual else f":{parts.port}"
    bare = written.removeprefix("www.") if written.count(".") > 1 else written
    return f"{parts.scheme}://{written}{port}", f"{bare}{port}"


def _ascii(host) -> str:
    """Return a host in ASCII, as in DNS; look-alike letters of other scripts stay different."""
    try:
        if ":" in host and "%" not in host:
            return f"[{IPv6Address(host)}]"
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode()
    except ValueError:
        raise _no_page() from None
    host = host.lower().rstrip(".")
    if not HOST.fullmatch(host):
        raise _no_page()
    return host


def _names_in(path) -> tuple[list[str], str]:
    """Return the parts of a path, each with one encoding, and "/" if it ends so, or ""."""
    names = []
    for name in path.split("/"):
        if name == "..":
            names = names[:-1]
        elif name not in ("", "."):
            names.append(_encoded(name))
    return names, "/" if not names or path.endswith("/") else ""


def _encoded(name):
    """Percent-encode a name in a unique way; bytes that are not UTF-8 are kept."""
    return quote(
        in_nfc(unquote(name, errors="surrogateescape")), "!$&'()*+,;=:@", errors="surrogateescape"
    )


def _stem(names) -> str:
    if names and names[-1].lower() in INDEX_FILES:
        names = names[:-1]
    return "".join(f"/{name}" for name in names)


def _query_of(query) -> str:
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, errors="surrogateescape", max_num_fields=MAX_PARAMETERS
        )
    except ValueError:
        raise _no_page() from None
    telling = [pair for pair in pairs if pair[0].lower() not in TRACKING]
    return f"?{urlencode(telling, errors='surrogateescape')}" if telling else ""


def _too_long():
    sentence = gettext("The URL of a page has at most %(most)d characters.")
    return URLRefused(sentence % {"most": MAX_URL_LENGTH})


def _no_page():
    return URLRefused(gettext("This is not the URL of a page: it begins with https:// and a host."))
