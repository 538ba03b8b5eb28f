"""How moments are written on readers' pages, in the active time zone.

Digits and dates need no escaping, and are safe strings: a template's escaping is dear.
"""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.safestring import SafeString


@lru_cache
def day(date: date) -> str:
    """Give "July 29, 2010"."""
    return f"{date:%B} {date.day}, {date.year}"


def day_and_time(moment: datetime) -> SafeString:
    """Give "July 29, 2010 at 17:33"."""
    moment = timezone.localtime(moment)
    return SafeString(f"{day(moment.date())} at {moment.hour:02}:{moment.minute:02}")


def iso(moment: datetime) -> SafeString:
    """Give the moment as ISO 8601 has it, with its offset."""
    return SafeString(timezone.localtime(moment).isoformat("T", "seconds"))
