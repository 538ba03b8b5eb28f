"""Delete personal data after its retention time, also from the files of the database."""

from collections.abc import Iterator

from django.db import connection
from django.utils import translation

from accounts.privacy import end_old_data
from blogsite.query_statistics import collect_statistics
from posts.models import Blog


def forget() -> Iterator[str]:
    """Delete or replace data that is due by an app's `personal_data.py`; yield lines by kind.

    Raises RetentionFailed at the end when something could not be ended.
    """
    try:
        with translation.override(Blog.objects.current().language):
            for title, count in end_old_data():
                yield f"{title}: {count}"
    finally:
        purge_deleted_words()
        collect_statistics()  # once a day, as often as this is called


INDEXES = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"


def purge_deleted_words():
    """Purge deleted words from SQLite's full-text indexes and its log.

    FTS5 only marks them as deleted until their part of the index is merged; freed pages are
    overwritten by `secure_delete`. PostgreSQL's vacuum does the same by itself.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for (name,) in cursor.execute(INDEXES).fetchall():
            cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608 (ours)
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
