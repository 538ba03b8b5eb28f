"""The months of a year in the blog's time zone, and the years in which anything happened."""

from datetime import date, datetime

from django.utils import timezone

from comments.models import Comment
from moderation.figures.window import Window
from moderation.models import Decision, Report

FIRST_YEAR = 1990  # there was no web before


def years(zone) -> list[int]:
    """Return the years with comments, decisions or reports, the newest first."""
    numbers = range(FIRST_YEAR, timezone.localtime(timezone=zone).year + 1)
    window = Window([datetime(year, 1, 1, tzinfo=zone) for year in (*numbers, numbers[-1] + 1)])
    models = (Comment, Decision, Report)
    each = zip(*(window.totals(model.objects.all()) for model in models), strict=True)
    return [year for year, totals in zip(numbers, each, strict=True) if any(totals)][::-1]


def months_of(year: int, zone) -> list[date]:
    """Return the first days of the months of a year that have begun."""
    today = timezone.localtime(timezone=zone).date()
    months = [date(year, number, 1) for number in range(1, 13)]
    return [month for month in months if month <= today]


def limits_of(months: list[date], zone) -> list[datetime]:
    """Return when each of these months of a year begins, and when the last one ends."""
    last = months[-1]
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return [datetime(day.year, day.month, 1, tzinfo=zone) for day in (*months, after)]
