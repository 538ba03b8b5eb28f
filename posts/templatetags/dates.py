"""Dates and moments as all pages write them."""

from datetime import datetime

from django import template

from posts import dates

register = template.Library()


@register.filter(expects_localtime=True, is_safe=True)
def day(moment) -> str:
    """Return a date, or the date of a moment, such as "July 29, 2010"; "" for none."""
    if not moment:
        return ""
    return dates.day(moment.date() if isinstance(moment, datetime) else moment)


@register.filter(expects_localtime=True, is_safe=True)
def day_and_time(moment) -> str:
    """Return a moment, such as "July 29, 2010 at 17:33"; "" for none."""
    return dates.day_and_time(moment, moment.tzinfo) if moment else ""
