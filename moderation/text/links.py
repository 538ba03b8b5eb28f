"""Which URLs may stand in a link or an image, and where a bare one ends in a sentence."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from ipaddress import IPv4Address
from unicodedata import category, ucd_3_2_0
from urllib.parse import urlsplit

# Where our own uploads are served.
MEDIA = "/media/"
# A bare run without blanks that is longer is not made a link.
BARE_LENGTH = 100

RUN = re.compile(r"[^\s<>\"`\[\]]*")
FORBIDDEN = re.compile('[\x00-\x20\x7f-\xa0\\\\<>"`{}|^\u2028\u2029\u202a-\u202e\u2066-\u2069]')
HOST = re.compile(r"\w[\w.-]*")
NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$")
SITE_PATH = re.compile(r"/(?!/)")
FRAGMENT = re.compile(r"#.{1,200}")
DOTS_OR_SLASHES = re.compile(r"\.\.|/\.|//|%2e|%2f|%5c", re.IGNORECASE)
MAIL = re.compile(r"mailto:[^@?%,;&:/#]+@([^@?%,;&:/#]+)", re.IGNORECASE)
# Editors also fill in a subject.
MAIL_WITH_PARAMETERS = re.compile(r"mailto:[^@?]+@[^@?]+(?:\?.*)?", re.IGNORECASE)
CLOSERS = {")": "(", "}": "{"}
PUNCTUATION = ".,;:!?'\"*_~–"
# No URL goes on behind these, in whatever script the sentence is; ’ and · stand within words.
ENDING = frozenset({"Ps", "Pe", "Pi", "Pf", "Po", "Cf"})
WITHIN_WORDS = frozenset("’·\u200c\u200d")
LONG_DASHES = "—―"
# Chinese follows a host without a blank: example.org很好. No last label mixes scripts so.
HOST_ENDED = re.compile(r"(?<![^.:])[a-zA-Z0-9-]+(?=[^\x00-\u024f.:][^.:]*$)")


@lru_cache(maxsize=1_024)
def is_link(url: str) -> bool:
    """Say whether it is absolute http(s) with a host, or mailto, and hides nothing: no character,
    no name before the host ("http://bank.example@evil.example/"), no field of the e-mail.
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
    """Say whether an editor may link to it: as above, a path on this site, a place on the same
    page, or an e-mail with its subject.
    """
    if FORBIDDEN.search(url):
        return False
    others = (SITE_PATH.match, FRAGMENT.fullmatch, MAIL_WITH_PARAMETERS.fullmatch)
    return any(matches(url) for matches in others) or is_link(url)


def is_media(address: str) -> bool:
    """Say whether it is a path of our own uploads that cannot climb out of them."""
    return (
        address.startswith(MEDIA)
        and not FORBIDDEN.search(address)
        and not DOTS_OR_SLASHES.search(address)
    )


def bare_urls(text: str) -> Iterator[tuple[int, str]]:
    """Find the bare http(s) URLs in text that may be links, and where each begins."""
    end = 0
    while found := _bare().search(text, end):
        end = RUN.match(text, found.end()).end()
        if (url := _without_the_sentence(found)) and is_link(url):
            end = found.start() + len(url)
            yield found.start(), url


def bare_url(text: str, start: int, stop: int) -> str:
    """Return the bare URL that begins at `start`, or an empty string."""
    found = _bare().match(text, start, stop)
    return _without_the_sentence(found) if found else ""


@cache
def _bare():
    """Match a bare URL up to the next blank, quote or bracket, in two parts: host and the rest."""
    ending = "".join(filter(_ends_url, map(chr, range(0x80, 0x1F000)))) + LONG_DASHES
    common = rf"\s<>\"`\[\]{ending}"
    return re.compile(
        rf"(?<![a-zA-Z0-9])https?://(?P<host>[^/?#’{common}]{{1,{BARE_LENGTH}}})"
        rf"(?:[/?#](?:[^’{common}]|’(?=\w)){{0,{BARE_LENGTH}}})?",
        re.IGNORECASE,
    )


def _ends_url(character):
    return category(character) in ENDING and character not in WITHIN_WORDS


def _without_the_sentence(found):
    """Return a matched URL without the words, punctuation and brackets of the sentence around it;
    an empty string when it is too long to be made a link.
    """
    url = found[0]
    if ended := HOST_ENDED.search(found["host"]):
        url = url[: found.start("host") - found.start() + ended.end()]
    if len(url) > BARE_LENGTH:
        return ""
    while url and _ends_outside(url):
        url = url[:-1]
    return url


def _is_host(host):
    """Say whether a browser can go there; raises ValueError for some that it cannot."""
    if not host or ":" in host:  # urlsplit has checked an address in square brackets
        return bool(host)
    if NUMBER.search(host):
        return bool(IPv4Address(host))
    if "Cn" in map(ucd_3_2_0.category, host):  # unknown to the codec, which lets it pass unchecked
        return False
    return HOST.fullmatch(host.encode("idna").decode("idna")) is not None


def _ends_outside(address):
    last = address[-1]
    if last in CLOSERS:
        return address.count(last) > address.count(CLOSERS[last])
    return last in PUNCTUATION
