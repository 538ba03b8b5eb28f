"""The release that runs: a digest of its files, so that two servers can be compared."""

import hashlib
from functools import cache

from django.conf import settings

SOURCE_FOLDERS = ("accounts", "blogsite", "comments", "locale", "moderation", "posts", "templates")
SOURCE_SUFFIXES = {".css", ".html", ".js", ".po", ".py", ".svg", ".txt"}
NAME_LENGTH = 12


@cache
def digest() -> str:
    """Return a digest of everything that a page is rendered from, except the database."""
    digest = hashlib.sha256(str(settings.STATIC_HASHED).encode())
    files = [path for name in SOURCE_FOLDERS for path in (settings.BASE_DIR / name).rglob("*")]
    files = [path for path in files if path.suffix in SOURCE_SUFFIXES]
    files += [path for path in (settings.BASE_DIR / "static").rglob("*") if path.is_file()]
    for path in sorted([*files, settings.BASE_DIR / "requirements.txt"]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def name() -> str:
    """Return the name of the release, for people and for files: the first letters of its digest."""
    return digest()[:NAME_LENGTH]
