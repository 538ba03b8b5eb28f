"""What is kept of people, and for how long; `forget` takes away what is older, every day. And what
was erased leaves the database's files.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Min, Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Mailbox, Message
from accounts.retention import IP_KEPT, NETWORK_KEPT
from comments.models import Comment, RefusalCount
from moderation.models import Ban, Report, ReportContents
from moderation.models.outbox import reports_with_open_mail
from posts.models import WorkingCopy

# Whom a ban named: an undone lift needs it; a ban that runs keeps it however old it is.
ENDED_BANS_FOR = timedelta(days=90)
# Where the outcome of a report was told: it may be told anew while it can be appealed, six months.
REPORTERS_FOR = timedelta(days=184)
# Words an editor has not saved: longer than anybody is away from their desk.
UNSAVED_FOR = timedelta(days=180)
# How a letter or a batch failed; the traceback may name whom it was for.
TASKS_FOR = timedelta(days=30)
# How many drafts each rule refused on a day: a year, and a month to compare with the one before.
REFUSAL_COUNTS_FOR = timedelta(days=400)

# Stand where a ban named somebody, for it names one: nobody has this e-mail or this network.
FORGOTTEN, FORGOTTEN_NETWORK = "forgotten@mail.invalid", "forgotten"

# Rows an update touches: so few that nobody waits for them.
BATCH = 1_000


def forget() -> Iterator[str]:
    """Take away what has been kept long enough; tell what and how much, as it goes."""
    shortened, dropped = forget_addresses()
    yield f"{shortened} addresses shortened, {dropped} dropped"
    yield f"{forget_ended_bans()} ended bans no longer name anybody"
    yield f"{forget_reporters()} e-mails of reporters dropped"
    yield f"{forget_mail()} messages that were sent or cancelled dropped"
    yield f"{forget_working_copies()} texts dropped that were never saved"
    yield f"{forget_sessions()} sessions ended"
    yield f"{forget_refusal_counts()} counts of refused drafts dropped"
    yield f"{forget_tasks()} finished tasks dropped"
    forget_words()


def forget_addresses() -> tuple[int, int]:
    """Give how many addresses were shortened and how many dropped."""
    now = timezone.now()
    whole, short = Comment.objects.exclude(address=None), Comment.objects.exclude(network="")
    shortened = changed(whole.filter(created__lt=now - IP_KEPT), address=None)
    dropped = changed(short.filter(created__lt=now - NETWORK_KEPT), network="")
    reports = Report.objects.exclude(network="").filter(created__lt=now - NETWORK_KEPT)
    return shortened, dropped + changed(reports, network="")


def forget_ended_bans() -> int:
    ended = Ban.objects.ended_before(timezone.now() - ENDED_BANS_FOR)
    emails = ended.exclude(email__in=["", FORGOTTEN])
    networks = ended.exclude(network__in=["", FORGOTTEN_NETWORK])
    return changed(emails, email=FORGOTTEN) + changed(networks, network=FORGOTTEN_NETWORK)


def forget_reporters() -> int:
    """Take the e-mail out of reports that ended long ago, and out of those that came to nothing
    because the author was quicker; not while a letter waits, or the law wants a decision.
    """
    long_ago = timezone.now() - REPORTERS_FOR
    closed = Q(report__ended__lt=long_ago)
    gone = Q(
        report__comment__status=Comment.Status.WITHDRAWN,
        report__comment__status_since__lt=long_ago,
    ) & ~Q(report__reason=Report.Reason.ILLEGAL)
    kept = ReportContents.objects.exclude(email="").exclude(report__in=reports_with_open_mail())
    return changed(kept.filter(closed | gone), email="")


def forget_mail() -> int:
    """Take away messages that are over, and mailboxes without a message that stopped nothing."""
    over = Message.objects.finished().filter(created__lt=timezone.now() - TASKS_FOR)
    deleted = over.delete()[0]
    Mailbox.objects.unused().delete()
    return deleted


def forget_working_copies() -> int:
    return WorkingCopy.objects.filter(saved__lt=timezone.now() - UNSAVED_FOR).delete()[0]


def forget_sessions() -> int:
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def forget_refusal_counts() -> int:
    oldest = timezone.now().date() - REFUSAL_COUNTS_FOR
    return RefusalCount.objects.filter(day__lt=oldest).delete()[0]


def forget_tasks() -> int:
    return DBTaskResult.objects.filter(finished_at__lt=timezone.now() - TASKS_FOR).delete()[0]


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
