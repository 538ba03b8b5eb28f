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


@register.filter
def weekday_and_time(moment) -> str:
    """Return a moment with its weekday, such as "Thursday, July 29, 2010 at 17:33"; "" for none."""
    return dates.weekday_and_time(moment) if moment else ""


@register.filter
def time_of_day(moment) -> str:
    """Return a time, or the time of a moment, such as "17:33"; "" for none."""
    return "" if moment is None else dates.time_of_day(moment)


@register.filter
def month_of_year(date) -> str:
    """Return the month of a date whose year is known, such as "July"."""
    return dates.month_of_year(date)


@register.filter(is_safe=True)
def iso(moment) -> str:
    """Return a moment in ISO 8601, with its offset; "" for none."""
    return dates.iso(moment) if moment else ""
