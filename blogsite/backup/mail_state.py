"""Mail state that survives a restore: which mailboxes want no mail, which messages were sent."""

from django.db import DatabaseError

from accounts.models import Mailbox, Message
from posts import announcing
from posts.models import Announcement

STOPPED = "accounts.Mailbox"  # the name in a backup of the list of digests below
STOPPED_DIGESTS = (
    "SELECT digest FROM accounts_mailbox WHERE stopped IS NOT NULL OR status = 'refused' ORDER BY 1"
)
# Keys in one query: SQLite and PostgreSQL accept only some ten thousand parameters.
AT_ONCE = 1_000


def stopped_now() -> set[tuple[str, str]]:
    """Return STOPPED and the digest of each mailbox whose owner wants no mail."""
    digests = Mailbox.objects.stopped().values_list("digest", flat=True)
    return {(STOPPED, digest) for digest in digests}


def stop_again(erased: set):
    """Stop the mailboxes that are among (label, key) pairs from `stopped_now`."""
    for label, digest in sorted(erased, key=str):
        if label == STOPPED:
            Mailbox.objects.get_or_create(digest=digest)[0].stop()


def finished_now() -> dict[str, list[str]]:
    """Return the keys of the messages that were sent or given up, by status.

    An empty dict if the database is new or unreadable.
    """
    keys = {}
    try:
        for status, key in Message.objects.finished().values_list("status", "key"):
            keys.setdefault(status, []).append(key)
    except DatabaseError:
        return {}
    return keys


def finish_again(keys: dict[str, list[str]]):
    """Give waiting messages the status that they had before the restore.

    Posts that are public now count as announced.
    """
    for post in announcing.due():
        Announcement.objects.create(post=post)
    for status, keys_of_status in keys.items():
        for start in range(0, len(keys_of_status), AT_ONCE):
            some = keys_of_status[start : start + AT_ONCE]
            Message.objects.open().filter(key__in=some).update(status=status)
