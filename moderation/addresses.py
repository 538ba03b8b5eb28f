"""Which addresses may stand in a link or an image, and where a bare one ends in a sentence."""

import re
from ipaddress import IPv4Address
from unicodedata import ucd_3_2_0
from urllib.parse import urlsplit

# Where our own uploads are served.
MEDIA = "/media/"
# A bare run without blanks that is longer is not made a link.
BARE_LENGTH = 100

BARE = re.compile(r"(?<![a-zA-Z0-9])https?://[^\s<>\"`\[\]]+", re.IGNORECASE)
FORBIDDEN = re.compile('[\x00-\x20\x7f-\xa0\\\\<>"`{}|^\u2028\u2029\u202a-\u202e\u2066-\u2069]')
HOST = re.compile(r"\w[\w.-]*")
NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$")
SITE_PATH = re.compile(r"/(?!/)")
FRAGMENT = re.compile(r"#.{1,200}")
DOTS_OR_SLASHES = re.compile(r"\.\.|/\.|//|%2e|%2f|%5c", re.IGNORECASE)
MAIL = re.compile(r"mailto:[^@?]+@[^@?]+(?:\?.*)?", re.IGNORECASE)
CLOSERS = {")": "(", "}": "{", "）": "（", "」": "「", "》": "《"}
PUNCTUATION = ".,;:!?'\"*_~…。，、！？；：”’»"


def is_link(address: str) -> bool:
    """Say whether it is absolute http(s) with a host, or mailto, and hides no character."""
    if FORBIDDEN.search(address):
        return False
    if MAIL.fullmatch(address):
        return True
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and _is_host(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_site_link(address: str) -> bool:
    """Say whether it is a link as above, a path on this site, or a place on the same page."""
    on_site = SITE_PATH.match(address) or FRAGMENT.fullmatch(address)
    on_site = on_site and not FORBIDDEN.search(address)
    return bool(on_site) or is_link(address)


def is_media(address: str) -> bool:
    """Say whether it is a path of our own uploads that cannot climb out of them."""
    return (
        address.startswith(MEDIA)
        and not FORBIDDEN.search(address)
        and not DOTS_OR_SLASHES.search(address)
    )


def sentence_trimmed(address: str) -> str:
    """Give a bare address without the punctuation and brackets that belong to the sentence.

    Gives an empty string when the run is too long to be made a link.
    """
    if len(address) > BARE_LENGTH:
        return ""
    while address and _ends_outside(address):
        address = address[:-1]
    return address


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
