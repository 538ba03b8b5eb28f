"""Numbers of figures, formatted for people."""

from django import template
from django.utils.translation import gettext

from moderation.figures import sections
from moderation.figures.charts import hours_in_words

register = template.Library()


@register.filter
def hours(seconds: int) -> str:
    """Return a duration in hours, such as "3.5 h"."""
    return gettext("%(number)s h") % {"number": hours_in_words(seconds)}


@register.filter
def percent(share: float) -> str:
    """Return a share from 0 to 1, such as "12.5%"."""
    return sections.percent(share)
