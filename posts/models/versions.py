"""Versions of posts and of the blog, which cached pages are compared by.

A version must never be used twice. Counting by one is not enough: after a restore, or when a
standby takes over without the last changes, the same number would be given to other content, and a
cached page would show lost content. So a version is also at least the time in microseconds.
"""

import time

from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Greatest

# The SQL of `next_version` by database, for a statement with the time as parameter.
NEXT_VERSION = {"postgresql": "GREATEST(version + 1, %s)", "sqlite": "MAX(version + 1, %s)"}


def first_version() -> int:
    """Return the version of a new row: microseconds since 1970, exact in JavaScript until 2255."""
    return time.time_ns() // 1_000


def next_version() -> Greatest:
    """Return the expression for the next version of a stored row."""
    now = Value(first_version(), output_field=BigIntegerField())
    return Greatest(F("version") + 1, now, output_field=BigIntegerField())
