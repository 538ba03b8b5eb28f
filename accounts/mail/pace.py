"""How many mails a minute all workers send together: MAIL_PER_MINUTE, for providers' limits."""

from datetime import timedelta
from math import inf

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Message

MINUTE = timedelta(minutes=1)
# A PostgreSQL advisory lock has two numbers: this project's, and that of the lock.
LOCK = (0x50DF, 7)


def free_places() -> float:
    """Return how many mails may be sent now; call it in the transaction that marks them as sent.

    Other workers wait here until that transaction ends.
    """
    limit = settings.MAIL_PER_MINUTE
    if not limit:
        return inf
    wait_for_turn()
    return limit - Message.objects.sent_since(timezone.now() - MINUTE).count()


def wait_for_turn():
    """Wait until no other worker counts; on SQLite a transaction is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
