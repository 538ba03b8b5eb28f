"""When something that another server refused is tried again: after 7 minutes, 14, 28, …"""

from datetime import datetime, timedelta

from django.utils import timezone

FIRST_WAIT = timedelta(minutes=7)


def next_attempt(failed_attempts: int) -> datetime:
    """Return when to try again after a failure, which followed these failed attempts."""
    return timezone.now() + FIRST_WAIT * 2**failed_attempts
