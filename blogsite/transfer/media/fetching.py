"""Fetch pictures from the old site: one at a time, with pauses and limits."""

from collections import Counter
from http.client import HTTPException
from time import sleep
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

from blogsite.transfer.media.unreadable import TOO_LARGE, MissingFile, Unreadable
from posts.outward.connections import NotPublic, connect, public_addresses
from posts.outward.exchange import ended_in_time
from posts.pictures import MAX_UPLOAD_BYTES

STEP_SECONDS = 10  # to connect, and between two parts of a response
FILE_SECONDS = 60  # for one response
PAUSE_SECONDS = 0.5  # between two requests
MAX_REDIRECTS = 5
MAX_FAILURES = 5  # of a host in a row, before it is not asked again
MAX_TOTAL_BYTES = 20 * 2**30  # in one run
CHUNK_BYTES = 2**16
LEFT_ALONE = gettext_noop("the old site did not answer several times, and is left alone")
NO_ANSWER = gettext_noop("no answer, or none that is valid: %(error)s")
OTHER_ANSWER = gettext_noop("the old site answers %(status)s")
NO_PICTURE = gettext_noop("the old site calls it %(kind)s, which is no picture")
PORTS = {None, 80, 443}


class OldSite:
    """The old site's server; only files of these hosts are fetched.

    `addresses_of` returns the IP addresses of a host and port, `pause` is in seconds.
    """

    def __init__(self, hosts, *, pause=PAUSE_SECONDS, addresses_of=public_addresses, ports=PORTS):
        self.hosts = {host.removeprefix("www.") for host in hosts}
        self.pause, self.addresses_of, self.ports = pause, addresses_of, ports
        self.failures = Counter()  # in a row, by host
        self.bytes_left = MAX_TOTAL_BYTES

    def read(self, url: str) -> bytes:
        """Return the file at a URL. Raise Unreadable, with the reason in a few words."""
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._ask(url)
            if isinstance(answer, bytes):
                return answer
            try:
                url = urljoin(url, answer)
            except ValueError:
                raise Unreadable(gettext_noop("its URL is not valid")) from None
        raise Unreadable(gettext_noop("it redirects too often"))

    def _ask(self, url):
        """Return the content at a URL, or the URL that it redirects to."""
        parts = self._checked(url)
        if self.failures[parts.hostname] >= MAX_FAILURES:
            raise Unreadable(LEFT_ALONE)
        if self.bytes_left <= 0:
            raise Unreadable(gettext_noop("enough was fetched in one run; begin it again to go on"))
        sleep(self.pause)
        try:
            answer = self._request(parts)
        except NotPublic:
            raise Unreadable(gettext_noop("its host is not on the public internet")) from None
        except (OSError, HTTPException, ValueError) as error:
            self.failures[parts.hostname] += 1
            raise Unreadable(NO_ANSWER, error=type(error).__name__) from None
        self.failures[parts.hostname] = 0
        return answer

    def _checked(self, url):
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise Unreadable(gettext_noop("its URL is not valid")) from None
        if parts.scheme not in ("http", "https") or parts.username or port not in self.ports:
            raise Unreadable(gettext_noop("its URL is not one of a web site"))
        if host.removeprefix("www.") not in self.hosts:
            raise Unreadable(gettext_noop("%(host)s is not a host of the export"), host=host[:50])
        return parts

    def _request(self, parts):
        connection = connect(parts, STEP_SECONDS, self.addresses_of)
        try:
            with ended_in_time(connection.sock, FILE_SECONDS) as is_late:
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request("GET", target, headers=self._headers)
                with connection.getresponse() as response:
                    content = self._content(response)
            if is_late.is_set():
                raise TimeoutError
            return content
        finally:
            connection.close()

    @property
    def _headers(self):
        agent = f"Soundoff import for {settings.SITE_ADDRESS}"
        return {"User-Agent": agent, "Accept": "image/*", "Accept-Encoding": "identity"}

    def _content(self, response):
        if response.status in (301, 302, 303, 307, 308) and response.headers.get("Location"):
            return response.headers["Location"]
        if response.status in (404, 410):
            raise MissingFile(gettext_noop("the old site does not have it"))
        if response.status != 200:
            raise Unreadable(OTHER_ANSWER, status=str(response.status))
        kind = response.headers.get_content_type()
        if not kind.startswith("image/") and kind != "application/octet-stream":
            raise Unreadable(NO_PICTURE, kind=kind[:40])
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Unreadable(gettext_noop("the old site compresses it"))
        return self._bounded(response)

    def _bounded(self, response):
        content = bytearray()
        while chunk := response.read1(CHUNK_BYTES):
            content += chunk
            self.bytes_left -= len(chunk)
            if len(content) > MAX_UPLOAD_BYTES:
                raise Unreadable(TOO_LARGE, size=MAX_UPLOAD_BYTES // 2**20)
        if response.length:
            raise Unreadable(gettext_noop("it is cut off"))
        return bytes(content)
