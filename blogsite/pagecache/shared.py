"""Rendered pages for other processes, on the cache server of CACHE_URL.

Each URL has one entry. It is signed: an entry that somebody else wrote, that is cut off or that
another release rendered counts as missing.
"""

import hashlib
import hmac
import json
import time

from django.conf import settings
from django.core.cache import caches

from blogsite import release
from blogsite.pagecache.counters import counts

ENCODING = "br"
MAX_ENTRY_BYTES = 2**20  # compressed: twenty thousand comments on one page


class SharedPages:
    """The second level of the page cache, behind the pages of this process."""

    def get(self, key, versions) -> tuple[bytes, float] | None:
        """Return the compressed page of these versions and when it expires, or None."""
        if not self.is_enabled():
            return None
        name = entry_name(key)
        signature, header, body = split_entry(caches["pages"].get(name))
        if hmac.compare_digest(signature, sign(name, header, body)):
            entry_versions, expires = json.loads(header)
            if tuple(entry_versions) == versions and time.time() < expires:
                counts.shared.inc()
                return body, expires

    def set(self, key, page):
        """Store a page until it expires, unless it is too large."""
        body = page.compressed(ENCODING) if self.is_enabled() else b""
        if not body or len(body) > MAX_ENTRY_BYTES:
            return
        name, header = entry_name(key), json.dumps([page.versions, page.expires]).encode()
        entry = b"\n".join((sign(name, header, body), header, body))
        caches["pages"].set(name, entry, page.expires - time.time())

    def is_enabled(self) -> bool:
        return "pages" in settings.CACHES


shared_pages = SharedPages()


def split_entry(entry) -> list[bytes]:
    """Return signature, header and body of an entry; three times b"" when it is not one of ours."""
    parts = entry.split(b"\n", 2) if isinstance(entry, bytes) else []
    return parts if len(parts) == 3 else [b""] * 3


def entry_name(key) -> str:
    return hashlib.sha256(repr((release.digest(), key)).encode()).hexdigest()


def sign(name: str, header: bytes, body: bytes) -> bytes:
    secret = hashlib.sha256(b"shared pages" + settings.SECRET_KEY.encode()).digest()
    message = b"\n".join((name.encode(), header, body))
    return hmac.digest(secret, message, "sha256").hex().encode()
