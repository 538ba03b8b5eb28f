"""Ages, as short as a list needs them: 40 s, 3 min, 5 h, 12 d, 2 years."""

from datetime import timedelta

from django.template import Library
from django.utils import timezone

register = Library()

DAY = 86_400  # seconds
UNITS = ((DAY, "d"), (3_600, "h"), (60, "min"), (1, "s"))  # seconds, symbol
MAX_DAYS = 730  # older ages are in years


@register.filter
def age(since) -> str:
    """Return the age of a moment, or a timedelta, in its largest unit; "" for None."""
    if since is None:
        return ""
    duration = since if isinstance(since, timedelta) else timezone.now() - since
    seconds = max(1, int(duration.total_seconds()))
    if seconds >= MAX_DAYS * DAY:
        return f"{seconds // (365 * DAY)} years"
    size, unit = next((size, unit) for size, unit in UNITS if seconds >= size)
    return f"{seconds // size:,} {unit}"
