"""The figures of the last days for the desk, unmerged."""

from datetime import timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from moderation.figures import kinds
from moderation.figures.counts import Counts
from moderation.figures.figure import Row
from moderation.figures.rule_records import rule_records
from moderation.figures.window import Duration, Window
from moderation.figures.year import AUTOMATED, OVERTURNED
from posts.dates import midnight

TODAY = 0
PERIODS = (TODAY, 7, 30, 365)  # days


class LiveFigure:
    """A count of one period by kind; `year` is its only row, because charts read that."""

    def __init__(self, code, counts, names, total=None):
        self.code, self.title, self.kinds = code, kinds.TITLES[code], names
        self.year = Row(None, counts.total() if total is None else total, counts)

    @property
    def total(self) -> int:
        return self.year.total


class Live:
    """What happened in the last `days`, up to now, to comments in a moderator's scope.

    A day is 24 hours; 0 is today, since midnight in the active time zone.
    """

    def __init__(self, days: int, scope: Q):
        now = timezone.localtime()
        begin = midnight() if days == TODAY else now - timedelta(days=days)
        self.days, self.window = days, Window([begin, now], scope)
        self._counts = Counts(self.window)

    @cached_property
    def comments(self) -> LiveFigure:
        return LiveFigure("comments", self._counts.comments[0], kinds.STATUSES)

    @cached_property
    def holds(self) -> LiveFigure:
        (counts,), (total,) = self._counts.holds, self._counts.held
        return LiveFigure("holds", counts, kinds.checks(counts), total)

    @cached_property
    def removals(self) -> LiveFigure:
        return LiveFigure("removals", self._counts.removals[0], kinds.grounds())

    @cached_property
    def reports(self) -> LiveFigure:
        return LiveFigure("reports", self._counts.reports[0], kinds.OUTCOMES)

    @property
    def reporters(self) -> int:
        return self._counts.reporters[0]

    @cached_property
    def deciders(self) -> LiveFigure:
        return LiveFigure("decisions", self._counts.deciders[0], kinds.DECIDERS)

    @cached_property
    def appeals(self) -> LiveFigure:
        return LiveFigure("appeals", self._counts.appeals[0], kinds.APPEALS)

    @property
    def figures(self) -> list[LiveFigure]:
        return [
            *(self.comments, self.holds, self.removals, self.reports),
            *(self.deciders, self.appeals),
        ]

    @property
    def automated_share(self) -> float | None:
        return AUTOMATED.of(self.deciders.year)

    @property
    def overturned_share(self) -> float | None:
        return OVERTURNED.of(self.appeals.year)

    @property
    def times(self) -> list[tuple[str, Duration | None]]:
        """Return how long it took: a title and the percentiles of each kind of decision."""
        durations = {
            "hours_held": self._counts.hold_times,
            "hours_reported": self._counts.report_times,
            "hours_of_appeals": self._counts.appeal_times,
            "hours_of_legal_notices": self._counts.notice_times,
        }
        return [(kinds.TITLES[code], duration) for code, (duration,) in durations.items()]

    @cached_property
    def rules(self) -> list:
        return rule_records(self.window)
