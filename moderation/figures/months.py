"""The months of a year in the blog's time zone, and the years with figures."""

from datetime import date, datetime

from django.db.models import Max, Min
from django.utils import timezone

from comments.models import Comment
from moderation.models import Decision, Report

FIRST_YEAR = 1990  # the first year of the web


def years(zone) -> list[int]:
    """Return the years from the first comment, decision or report to the last, newest first."""
    ranges = [
        model.objects.order_by().aggregate(first=Min("created"), last=Max("created"))
        for model in (Comment, Decision, Report)
    ]
    moments = [moment for each in ranges for moment in each.values() if moment]
    numbers = [timezone.localtime(moment, zone).year for moment in moments]
    if not numbers:
        return []
    this_year = timezone.localtime(timezone=zone).year
    first, last = max(min(numbers), FIRST_YEAR), min(max(numbers), this_year)
    return list(range(last, first - 1, -1))


def months_of(year: int, zone) -> list[date]:
    """Return the first days of the months of a year that have begun."""
    today = timezone.localtime(timezone=zone).date()
    months = [date(year, number, 1) for number in range(1, 13)]
    return [month for month in months if month <= today]


def limits_of(months: list[date], zone) -> list[datetime]:
    """Return the beginnings of these months of a year, and the end of the last one."""
    last = months[-1]
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return [datetime(day.year, day.month, 1, tzinfo=zone) for day in (*months, after)]
