"""Ages in short form, for lists: 40 s, 3 min, 5 h, 12 d, 2 years."""

from datetime import timedelta

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Library
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

register = Library()

DAY = 86_400  # seconds
UNITS = (  # seconds, and the age in this unit
    (DAY, _("%(number)s d")),
    (3_600, _("%(number)s h")),
    (60, _("%(number)s min")),
    (1, _("%(number)s s")),
)
MAX_DAYS = 730  # older ages are in years


@register.filter
def age(since) -> str:
    """Return the age of a moment, or a timedelta, in its largest unit; "" for None."""
    if since is None:
        return ""
    duration = since if isinstance(since, timedelta) else timezone.now() - since
    seconds = max(1, int(duration.total_seconds()))
    if seconds >= MAX_DAYS * DAY:
        years = seconds // (365 * DAY)
        return ngettext("%(number)s year", "%(number)s years", years) % {"number": years}
    size, text = next((size, text) for size, text in UNITS if seconds >= size)
    return text % {"number": intcomma(seconds // size)}
