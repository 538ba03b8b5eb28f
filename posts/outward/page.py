"""Fetch the page at a URL that anybody may have chosen."""

import codecs
import re
import socket
import time
from email.message import Message
from http.client import HTTPException
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from posts.outward.connections import NotPublic, public_addresses
from posts.outward.exchange import exchange

SECONDS = 10  # to connect, and for the rest; for all redirects together, twice as long
MAX_BYTES = 2**20
MAX_REDIRECTS = 5
MAX_URL_LENGTH = 2_000
PORTS = {None, 80, 443}
REDIRECTS = {301, 302, 303, 307, 308}
HTML_TYPES = {"text/html", "application/xhtml+xml"}
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
SEARCHED_BYTES = 2_048  # searched for the charset of a page
# The standard library also reads forms of it that HTTP does not have, and fails at some of them.
HEADER_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
# Python also has codecs that no web page uses, and some that are very slow.
CHARSETS = re.compile(
    r"utf-8|utf-16(-[lb]e)?|iso8859-\d+|cp125\d|koi8-[ru]|gb\w+|big5|shift_jis|euc.+"
)


class Unreadable(Exception):
    """The page at a URL cannot be read; the text says why in a few words."""


class Gone(Unreadable):
    """The site says that there is nothing at the URL."""


class Failed(Unreadable):
    """The site gave no valid answer, and may give one later."""


class Page(NamedTuple):
    """A page: its URL after redirects, its headers, and the beginning of its content."""

    url: str
    headers: Message
    content: bytes
    is_whole: bool

    @property
    def is_html(self) -> bool:
        return self.headers.get_content_type() in HTML_TYPES

    @property
    def html(self) -> str:
        """Return its text, whatever its bytes; "" if it is not HTML."""
        return self.content.decode(self._charset, "replace") if self.is_html else ""

    @property
    def _charset(self):
        named = HEADER_CHARSET.search(self.headers.get("Content-Type", ""))
        in_html = None if named else CHARSET.search(self.content, 0, SEARCHED_BYTES)
        name = (named and named[1]) or (in_html and in_html[1].decode()) or "utf-8"
        try:
            charset = codecs.lookup(name).name
        except (LookupError, ValueError):
            return "utf-8"
        return charset if CHARSETS.fullmatch(charset) else "utf-8"


def read_page(url: str, addresses_of=None) -> Page:
    """Return the page at a URL. Raises Unreadable, or its subclasses Gone and Failed.

    `addresses_of` returns the IP addresses of a host and port.
    """
    end = time.monotonic() + 2 * SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        if (seconds := min(SECONDS, end - time.monotonic())) <= 0:
            break
        answer = _ask(url, seconds, addresses_of or addresses_of_host)
        location = answer.headers.get("Location")
        if answer.status not in REDIRECTS or not location:
            return _page(url, answer)
        try:
            url = urljoin(url, location)
        except ValueError:
            raise Unreadable("its URL is not valid") from None
    raise Unreadable("it redirects too often")


def _ask(url, seconds, addresses_of):
    headers = request_headers() | {"Accept": "text/html, */*;q=0.1", "Accept-Encoding": "identity"}
    limits = {"seconds": seconds, "max_bytes": MAX_BYTES, "addresses_of": addresses_of}
    return ask(lambda: exchange("GET", parts_of_web_url(url), headers, **limits))


def ask(request):
    """Return the result of `request()`, which calls `exchange`; turn its errors into Unreadable."""
    try:
        return request()
    except NotPublic:
        raise Unreadable("its host is not on the public internet") from None
    except (OSError, HTTPException, ValueError) as error:
        raise Failed(f"no answer, or none that is valid: {type(error).__name__}") from None


def request_headers() -> dict[str, str]:
    """Return the headers that identify this site."""
    return {"User-Agent": f"Soundoff at {settings.SITE_ADDRESS}"}


def _page(url, answer):
    if answer.status in (404, 410):
        raise Gone(f"its site answers {answer.status}")
    if answer.status == 429 or answer.status >= 500:
        raise Failed(f"its site answers {answer.status}")
    if not 200 <= answer.status < 300:
        raise Unreadable(f"its site answers {answer.status}")
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Unreadable("its site compresses it")
    return Page(url, answer.headers, answer.content, answer.is_whole)


def parts_of_web_url(url: str):
    """Return the parts of a URL that may be fetched, non-ASCII letters percent-encoded.

    Raises Unreadable.
    """
    try:
        parts = urlsplit(quote(url, safe=":/?#[]@!$&'()*+,;=%~"))
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        raise Unreadable("its URL is not valid") from None
    is_usable = parts.scheme in ("http", "https") and host and "@" not in parts.netloc
    if not is_usable or len(url) > MAX_URL_LENGTH or (port not in PORTS and not is_own(host)):
        raise Unreadable("its URL is not one of a web site")
    return parts


def is_own(host: str) -> bool:
    """Return whether an owner has named a host of their own network."""
    return host in settings.READABLE_PRIVATE_HOSTS


def addresses_of_host(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host: public ones, unless an owner has named the host.

    Raises NotPublic.
    """
    if is_own(host):
        return [place[4][0] for place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    return public_addresses(host, port)
