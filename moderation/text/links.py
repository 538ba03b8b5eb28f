"""Which URLs are allowed in a link or an image, and where a bare one ends in a sentence."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from ipaddress import IPv4Address
from unicodedata import category, ucd_3_2_0
from urllib.parse import urlsplit

# The path of our own uploads.
MEDIA_PREFIX = "/media/"
# A longer bare URL does not become a link.
BARE_URL_MAX_CHARACTERS = 100

RUN = re.compile(r"[^\s<>\"`\[\]]*")
FORBIDDEN = re.compile('[\x00-\x20\x7f-\xa0\\\\<>"`{}|^\u2028\u2029\u202a-\u202e\u2066-\u2069]')
HOST = re.compile(r"\w[\w.-]*")
NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$")
SITE_PATH = re.compile(r"/(?!/)")
FRAGMENT = re.compile(r"#.{1,200}")
DOTS_OR_SLASHES = re.compile(r"\.\.|/\.|//|%2e|%2f|%5c", re.IGNORECASE)
MAIL = re.compile(r"mailto:[^@?%,;&:/#]+@([^@?%,;&:/#]+)", re.IGNORECASE)
# Editors may also set a subject.
MAIL_WITH_PARAMETERS = re.compile(r"mailto:[^@?]+@[^@?]+(?:\?.*)?", re.IGNORECASE)
# A number by RFC 3966, without its parameters.
TELEPHONE = re.compile(r"tel:\+?[0-9().*#-]{2,40}", re.IGNORECASE)
CLOSERS = {")": "(", "}": "{"}
PUNCTUATION = ".,;:!?'\"*_~–"
# A URL ends before these, in sentences of any script; ’ and · occur within words.
ENDING = frozenset({"Ps", "Pe", "Pi", "Pf", "Po", "Cf"})
WITHIN_WORDS = frozenset("’·\u200c\u200d")
LONG_DASHES = "—―"
# Chinese text may follow a host without a blank: example.org很好. No top-level domain mixes them.
HOST_ENDED = re.compile(r"(?<![^.:])[a-zA-Z0-9-]+(?=[^\x00-\u024f.:][^.:]*$)")


@lru_cache(maxsize=1_024)
def is_link(url: str) -> bool:
    """Return whether a URL is absolute http(s) with a host, or mailto, and hides nothing: no
    invisible character, no user name before the host ("http://bank.example@evil.example/"), no
    e-mail header.
    """
    if FORBIDDEN.search(url):
        return False
    try:
        if mail := MAIL.fullmatch(url):
            return _is_host(mail[1])
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or "@" in parts.netloc:
            return False
        return _is_host(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_site_link(url: str) -> bool:
    """Return whether an editor may link to a URL: as above, a path on this site, a fragment, an
    e-mail address with a subject, or a telephone number.
    """
    if FORBIDDEN.search(url):
        return False
    written = (FRAGMENT, MAIL_WITH_PARAMETERS, TELEPHONE)
    others = (SITE_PATH.match, *(pattern.fullmatch for pattern in written))
    return any(matches(url) for matches in others) or is_link(url)


def is_media(path: str) -> bool:
    """Return whether a path leads to our own uploads and stays in their folder."""
    return (
        path.startswith(MEDIA_PREFIX)
        and not FORBIDDEN.search(path)
        and not DOTS_OR_SLASHES.search(path)
    )


def bare_urls(text: str) -> Iterator[tuple[int, str]]:
    """Yield the start and the URL of each bare http(s) URL in text that may be a link."""
    end = 0
    while match := _bare_url_pattern().search(text, end):
        end = RUN.match(text, match.end()).end()
        if (url := _without_sentence(match)) and is_link(url):
            end = match.start() + len(url)
            yield match.start(), url


def bare_url(text: str, start: int, stop: int) -> str:
    """Return the bare URL that begins at `start`, or an empty string."""
    match = _bare_url_pattern().match(text, start, stop)
    return _without_sentence(match) if match else ""


@cache
def _bare_url_pattern():
    """Match a bare URL up to the next blank, quote or bracket, in two parts: host and the rest."""
    ending = "".join(filter(_ends_url, map(chr, range(0x80, 0x1F000)))) + LONG_DASHES
    common = rf"\s<>\"`\[\]{ending}"
    return re.compile(
        rf"(?<![a-zA-Z0-9])https?://(?P<host>[^/?#’{common}]{{1,{BARE_URL_MAX_CHARACTERS}}})"
        rf"(?:[/?#](?:[^’{common}]|’(?=\w)){{0,{BARE_URL_MAX_CHARACTERS}}})?",
        re.IGNORECASE,
    )


def _ends_url(character):
    return category(character) in ENDING and character not in WITHIN_WORDS


def _without_sentence(match):
    """Return a matched URL without the words, punctuation and brackets of the sentence around it;
    an empty string if it is too long for a link.
    """
    url = match[0]
    if host_end := HOST_ENDED.search(match["host"]):
        url = url[: match.start("host") - match.start() + host_end.end()]
    if len(url) > BARE_URL_MAX_CHARACTERS:
        return ""
    while url and _ends_outside(url):
        url = url[:-1]
    return url


def _is_host(host):
    """Return whether a browser can open a host; raise ValueError for some invalid ones."""
    if not host or ":" in host:  # urlsplit has checked an IP address in square brackets
        return bool(host)
    if NUMBER.search(host):
        return bool(IPv4Address(host))
    if "Cn" in map(ucd_3_2_0.category, host):  # unknown to the codec, which does not check it
        return False
    return HOST.fullmatch(host.encode("idna").decode("idna")) is not None


def _ends_outside(url):
    last = url[-1]
    if last in CLOSERS:
        return url.count(last) > url.count(CLOSERS[last])
    return last in PUNCTUATION
