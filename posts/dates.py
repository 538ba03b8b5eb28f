"""Dates and moments written for people, in the active language and time zone.

Digits and dates need no escaping, and are safe strings: escaping in templates is slow.
"""

from datetime import date, datetime, time
from functools import cache, lru_cache, wraps

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

# Languages whose names of months and days Django begins with a capital, and people do not.
LOWER_CASE = {"it", "pt-br"}

_caches = []


def forget_formats():
    """Forget the cached texts: an owner has changed how dates are written."""
    for cached in _caches:
        cached.cache_clear()


def cached_by_language(write):
    """Cache the results of a function for each language."""
    cached = lru_cache(maxsize=24 * 60)(lambda language, *values: write(*values))
    _caches.append(cached)

    @wraps(write)
    def written(*values):
        return cached(get_language(), *values)

    return written


def _named(date, format):
    """Return a date in a format with names, as the active language spells them."""
    text = date_format(date, format)
    return text.lower() if get_language() in LOWER_CASE else text


@cached_by_language
def day(date: date) -> str:
    """Return a date, such as "July 29, 2010"."""
    return _named(date, pgettext("day", "F j, Y"))


@cached_by_language
def day_of_year(date: date) -> str:
    """Return a date whose year is known, such as "July 29"."""
    return _named(date, pgettext("day of a known year", "F j"))


@cached_by_language
def month(year: int, number: int) -> str:
    """Return a month, such as "July 2010"."""
    return _named(date(year, number, 1), pgettext("month", "F Y"))


@cached_by_language
def month_of_year(date: date) -> str:
    """Return the month of a date whose year is known, such as "July"."""
    return _named(date, pgettext("month of a known year", "F"))


@cached_by_language
def short_month(date: date) -> str:
    """Return the short name of the month of a date, for charts: "Jul"."""
    return _named(date, pgettext("month in a chart", "M"))


def midnight() -> datetime:
    """Return when today began, in the active time zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def day_and_time(moment: datetime, zone=None) -> SafeString:
    """Return a moment, such as "July 29, 2010 at 17:33", in `zone` or the active time zone."""
    moment = timezone.localtime(moment, zone)
    parts = {"day": day(moment.date()), "time": _time(moment.hour, moment.minute)}
    return SafeString(_joined() % parts)


@cached_by_language
def _joined():
    return pgettext("moment", "%(day)s at %(time)s")


class Moments:
    """Writes many moments in the language and the time zone that are active when it is made."""

    def __init__(self):
        self.zone, self.format = timezone.get_current_timezone(), _joined()
        self.day, self.time = cache(day), cache(_time)

    def day_and_time(self, moment: datetime) -> str:
        """Return what the function iso returns."""
        moment = moment.astimezone(self.zone)
        parts = {"day": self.day(moment.date()), "time": self.time(moment.hour, moment.minute)}
        return self.format % parts

    def iso(self, moment: datetime) -> str:
        """Return what the function iso returns."""
        return moment.astimezone(self.zone).isoformat("T", "seconds")


def weekday_and_time(moment: datetime) -> str:
    """Return a moment with its weekday, such as "Thursday, July 29, 2010 at 17:33"."""
    return pgettext("moment with its weekday", "%(weekday)s, %(moment)s") % {
        "weekday": _named(timezone.localtime(moment), "l"),
        "moment": day_and_time(moment),
    }


def time_of_day(moment: datetime | time) -> str:
    """Return a time, or the time of a moment in the active time zone, such as "17:33"."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    return _time(moment.hour, moment.minute)


@cached_by_language
def _time(hour, minute):
    return time_format(time(hour, minute), pgettext("time of day", "H:i"))


def iso(moment: datetime) -> SafeString:
    """Return a moment in ISO 8601, with its offset."""
    return SafeString(timezone.localtime(moment).isoformat("T", "seconds"))
