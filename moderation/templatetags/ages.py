"""How long ago, as short as a list needs it: 40 s, 3 min, 5 h, 12 d, 2 years."""

from datetime import timedelta

from django.template import Library
from django.utils import timezone

register = Library()

DAY = 86_400  # seconds
STEPS = ((DAY, "d"), (3_600, "h"), (60, "min"), (1, "s"))
DAYS_COUNTED = 730  # beyond, nobody counts in days


@register.filter
def age(since) -> str:
    """Give the age of a moment, or a timedelta, in its largest unit; empty of nothing."""
    if since is None:
        return ""
    lasted = since if isinstance(since, timedelta) else timezone.now() - since
    seconds = max(1, int(lasted.total_seconds()))
    if seconds >= DAYS_COUNTED * DAY:
        return f"{seconds // (365 * DAY)} years"
    size, unit = next((size, unit) for size, unit in STEPS if seconds >= size)
    return f"{seconds // size:,} {unit}"
