"""How many mails a minute all workers send together: MAIL_PER_MINUTE, for providers' limits."""

from datetime import timedelta
from math import inf

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Message

MINUTE = timedelta(minutes=1)
# An advisory lock of PostgreSQL is two numbers: this project's, and which of its locks it is.
LOCK = (0x50DF, 7)


def free_places() -> float:
    """Return how many mails may be sent now; call it in the transaction that notes them as sent.

    Until that transaction ends, other workers wait here.
    """
    limit = settings.MAIL_PER_MINUTE
    if not limit:
        return inf
    wait_for_turn()
    return limit - Message.objects.sent_since(timezone.now() - MINUTE).count()


def wait_for_turn():
    """Wait until no other worker counts; a transaction of SQLite has no others beside it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
