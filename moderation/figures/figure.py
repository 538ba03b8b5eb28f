"""One count by month and kind, for the public."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from moderation.figures.kinds import TITLES
from moderation.figures.merging import (
    OTHER,
    Period,
    is_small,
    merge_periods,
    split,
    with_other,
)


@dataclass
class Row:
    """The public numbers of a period: its total, None if it is small, and those by kind."""

    period: Period
    total: int | None
    counts: Counter


class Share(NamedTuple):
    """The share of a kind in a figure, or of all other kinds; `left_out` kinds do not count."""

    code: str
    kind: str
    is_of_others: bool = False
    left_out: tuple = ()

    def of(self, row: Row) -> float | None:
        """Return the share from 0 to 1, in thousandths; None if it is unknown or of nothing."""
        is_hidden = OTHER in row.counts and not {self.kind, *self.left_out} <= set(row.counts)
        total = (row.total or 0) - sum(row.counts[kind] for kind in self.left_out)
        if is_hidden or not total:
            return None
        share = row.counts[self.kind] / total
        return round(1 - share if self.is_of_others else share, 3)


class Figure:
    """A count by month and kind: `rows`, and `year` for all of them.

    `counts` has a Counter for each of `months`. `totals` are the months' totals if kinds overlap,
    `year_total` the year's total if months overlap. `kinds` maps the codes of kinds to their names,
    in display order.
    """

    template = "moderation/figures/_table.html"

    def __init__(
        self,
        code,
        months,
        counts,
        kinds,
        *,
        totals=None,
        year_total=None,
        share: Share | None = None,
    ):
        self.code, self.kinds, self.share = code, kinds, share
        totals = totals or [count.total() for count in counts]
        each = zip(months, totals, counts, strict=True)
        periods = merge_periods([Period(month, month, total, of) for month, total, of in each])
        parts = [split(period.counts) for period in periods]
        self.rows = [
            _row(period, with_other(larger, merged))
            for period, (larger, merged) in zip(periods, parts, strict=True)
        ]
        self.year = self._year(periods, parts, year_total)

    @property
    def shown_kinds(self) -> dict:
        """Return the names, by code, of the kinds that have a number in any row."""
        codes = set().union(*(row.counts for row in (*self.rows, self.year)))
        return {kind: name for kind, name in self.kinds.items() if kind in codes}

    @property
    def is_empty(self) -> bool:
        return self.year.total == 0

    @property
    def title(self) -> str:
        return TITLES[self.code]

    @property
    def share_title(self) -> str:
        return TITLES[self.share.code]

    @property
    def year_share(self) -> float | None:
        return self.share.of(self.year)

    @property
    def table(self) -> list[tuple]:
        """Return the rows, and at the end the year: each with its numbers by kind and its share."""
        return [
            (
                row,
                [row.counts[kind] for kind in self.shown_kinds],
                self.share and self.share.of(row),
            )
            for row in (*self.rows, self.year)
        ]

    def _year(self, periods, parts, total):
        """Add up the public numbers, and of the merged ones those that are no longer small."""
        whole = sum(periods[1:], periods[0])
        whole = replace(whole, total=whole.total if total is None else total)
        merged = sum((merged for _, merged in parts), Counter())
        counts = sum((larger for larger, _ in parts), with_other(*split(merged)))
        return _row(whole, counts)


def _row(period, counts):
    if is_small(period.total):
        return Row(period, None, Counter())
    return Row(period, period.total, counts)
