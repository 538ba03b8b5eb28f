"""Addresses are kept as long as they help against abuse: whole, then shortened, then not at all.
And what was erased leaves the database's files.
"""

from datetime import timedelta

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from comments.models import Comment
from moderation.models import Ban, Report

WHOLE_FOR = timedelta(days=30)
SHORTENED_FOR = timedelta(days=90)

# Stands where an e-mail stood: a ban names somebody. Nobody can have this address.
FORGOTTEN = "forgotten@mail.invalid"

# Rows an update touches: so few that nobody waits for them.
BATCH = 1_000


def forget_addresses() -> tuple[int, int]:
    """Take away what is too old; give how many addresses were shortened and how many dropped."""
    now = timezone.now()
    whole, short = Comment.objects.exclude(address=None), Comment.objects.exclude(network="")
    shortened = changed(whole.filter(created__lt=now - WHOLE_FOR), address=None)
    dropped = changed(short.filter(created__lt=now - SHORTENED_FOR), network="")
    reports = Report.objects.exclude(network="").filter(created__lt=now - SHORTENED_FOR)
    return shortened, dropped + changed(reports, network="")


def forget_banned_emails() -> int:
    """Take the e-mail out of bans that ended long ago; until then an undone lift needs it."""
    kept = Ban.objects.exclude(email__in=["", FORGOTTEN])
    return changed(kept.ended_before(timezone.now() - SHORTENED_FOR), email=FORGOTTEN)


def changed(rows, **values) -> int:
    """Update rows a few at a time, so that writers get in between; give how many."""
    total, first = 0, rows.aggregate(first=Min("pk"))["first"]
    while first is not None:
        keys = list(rows.filter(pk__gte=first).order_by("pk").values_list("pk", flat=True)[:BATCH])
        total += rows.model.objects.filter(pk__in=keys).update(**values)
        first = keys[-1] + 1 if len(keys) == BATCH else None
    return total


INDEXES = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"


def forget_words():
    """Take words that nobody holds any more out of SQLite's indexes and its log.

    FTS5 only marks them as gone until their part of the index is merged; freed pages are
    overwritten by `secure_delete`. PostgreSQL's vacuum does the same by itself.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for (name,) in cursor.execute(INDEXES).fetchall():
            cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608 (ours)
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
