"""Counts and percentiles over consecutive periods of time, by aggregate queries."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models import Window as Over
from django.db.models.expressions import Func
from django.db.models.functions import RowNumber

from comments.models import Comment
from moderation.models import Appeal
from moderation.models.scope import within

MEDIAN, HIGH = 50, 90  # percentiles
# The lookup is "comment" for other models
PATHS_TO_COMMENT = {Comment: "pk", Appeal: "decision__comment"}


class Seconds(Func):
    """The whole seconds between two moments, the same on both databases."""

    arity = 2
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(ROUND((JULIANDAY(%(expressions)s)) * 86400) AS INTEGER)"
        return self.as_sql(
            compiler, connection, template=template, arg_joiner=") - JULIANDAY(", **context
        )

    def as_postgresql(self, compiler, connection, **context):
        template = "ROUND(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **context)


class Duration(NamedTuple):
    """How long something took, in seconds: the median, and the 90th percentile as `high`."""

    count: int
    median: int
    high: int


class Window:
    """Consecutive periods of time: `limits` are the beginnings of all, and the end of the last.

    Only rows about comments in `scope`, a condition on comments, count.
    """

    def __init__(self, limits: list[datetime], scope: Q | None = None):
        self.limits, self.scope = limits, scope

    @property
    def whole(self) -> "Window":
        """Return the same time as one period."""
        return Window([self.limits[0], self.limits[-1]], self.scope)

    @property
    def size(self) -> int:
        return len(self.limits) - 1

    def counts(self, rows: QuerySet, kind, *, moment="created", number=None) -> list[Counter]:
        """Return how many rows have their `moment` in each period, by `kind`, an expression.

        With a `number`, its distinct values are counted.
        """
        counts = [Counter() for _ in range(self.size)]
        # No column, if an index has all the others: a million rows are much larger than an index.
        each = Count(number, distinct=True) if number else Count("*")
        groups = self.rows(rows, moment).values("period", kind=kind).annotate(number=each)
        for group in groups:
            counts[group["period"]][group["kind"]] += group["number"]
        return counts

    def totals(self, rows: QuerySet, *, moment="created", number=None) -> list[int]:
        """Return how many rows, or distinct values of `number`, there are in each period."""
        counts = self.counts(rows, Value(1), moment=moment, number=number)
        return [count.total() for count in counts]

    def durations(self, rows: QuerySet, begin: str, end: str) -> list[Duration | None]:
        """Return the durations from field `begin` to field `end`, by period; None without rows.

        A row counts in the period of its end. A percentile is the value of a row.
        """
        ranked = self.rows(rows, end).annotate(
            seconds=Seconds(end, begin),
            rank=Over(RowNumber(), partition_by="period", order_by=["seconds", "pk"]),
            size=Over(Count("pk"), partition_by="period"),
        )
        at = [Q(rank=_rank_of(percent)) for percent in (MEDIAN, HIGH)]
        percentiles = ranked.filter(at[0] | at[1]).values_list("period", "size", "rank", "seconds")
        durations = [None] * self.size
        for period, size, _rank, seconds in sorted(percentiles):
            known = durations[period]
            durations[period] = Duration(size, known.median if known else seconds, seconds)
        return durations

    def rows(self, rows, moment) -> QuerySet:
        """Return the rows of this time and scope, each with the number of its period."""
        begin, *ends = self.limits
        rows = rows.order_by().filter(**{f"{moment}__gte": begin, f"{moment}__lt": ends[-1]})
        if self.scope:
            rows = within(rows, self.scope, PATHS_TO_COMMENT.get(rows.model, "comment"))
        return rows.annotate(period=_place(moment, ends[:-1]))


def _place(moment, limits, first=0):
    """Return the expression for how many of `limits` come before a moment, and `first` more.

    A binary search: most of the time of a query goes into comparing.
    """
    if not limits:
        return Value(first)
    middle = len(limits) // 2
    earlier = _place(moment, limits[:middle], first)
    later = _place(moment, limits[middle + 1 :], first + middle + 1)
    return Case(When(**{f"{moment}__lt": limits[middle]}, then=earlier), default=later)


def _rank_of(percent):
    """Return the rank of a percentile among `size` rows, rounded up."""
    return (F("size") * percent + 99) / 100
