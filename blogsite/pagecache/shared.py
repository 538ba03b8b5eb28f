"""Pages that one process has drawn, for the others: on the shared cache, where CACHE_URL names one.

Each address has one entry, signed, so that nothing but a page of ours is ever given out: what
somebody else wrote there, or half of it, or what another release drew, counts as nothing.
"""

import hashlib
import hmac
import json
import time
from functools import cache

from django.conf import settings
from django.core.cache import caches

from blogsite.pagecache.counters import counts

ENCODING = "br"
LARGEST = 2**20  # bytes, packed: twenty thousand comments on one page
DRAWN_BY = ("blogsite", "comments", "moderation", "posts", "static", "templates")
SOURCES = {".css", ".html", ".js", ".py", ".svg", ".txt"}


class SharedPages:
    """The second level: asked when this process has no page, and told of what it has drawn."""

    def find(self, key, facts) -> tuple[bytes, float] | None:
        """Give the packed page that shows these facts, and when it falls due."""
        if not self.exist():
            return None
        name = name_of(key)
        signature, about, packed = parts_of(caches["pages"].get(name))
        if hmac.compare_digest(signature, sign(name, about, packed)):
            told, due = json.loads(about)
            if tuple(told) == facts and time.time() < due:
                counts.shared.inc()
                return packed, due

    def keep(self, key, page):
        packed = page.packed(ENCODING) if self.exist() else b""
        if not packed or len(packed) > LARGEST:
            return
        name, about = name_of(key), json.dumps([page.facts, page.due]).encode()
        entry = b"\n".join((sign(name, about, packed), about, packed))
        caches["pages"].set(name, entry, page.due - time.time())

    def exist(self) -> bool:
        return "pages" in settings.CACHES


shared_pages = SharedPages()


def parts_of(entry) -> list[bytes]:
    """Give signature, facts and page; of what is no entry of ours, nothing."""
    found = entry.split(b"\n", 2) if isinstance(entry, bytes) else []
    return found if len(found) == 3 else [b""] * 3


def name_of(key) -> str:
    return hashlib.sha256(repr((release(), key)).encode()).hexdigest()


def sign(name: str, about: bytes, packed: bytes) -> bytes:
    secret = hashlib.sha256(b"shared pages" + settings.SECRET_KEY.encode()).digest()
    told = b"\n".join((name.encode(), about, packed))
    return hmac.digest(secret, told, "sha256").hex().encode()


@cache
def release() -> str:
    """Give what tells this release from others: all that a page is drawn by, but the database."""
    digest = hashlib.sha256(str(settings.STATIC_HASHED).encode())
    folders = [settings.BASE_DIR / name for name in DRAWN_BY]
    files = [path for top in folders for path in top.rglob("*") if path.suffix in SOURCES]
    for path in sorted([*files, settings.BASE_DIR / "requirements.txt"]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
