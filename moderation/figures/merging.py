"""Small numbers are merged, so that no table identifies anybody, not even by subtraction.

A number is shown when it is 0 or at least SMALLEST (k-anonymity with k = SMALLEST). A month with
fewer is one period with its neighbours, and kinds with fewer are counted together, as OTHER. The
hidden numbers add up to at least SMALLEST, so that no total minus the shown numbers is small. A
merged kind looks like an absent one.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

SMALLEST = 5
OTHER = "other"


def is_small(number: int) -> bool:
    return 0 < number < SMALLEST


def split(counts: Counter) -> tuple[Counter, Counter]:
    """Return the shown counts, and those that are merged because some are small.

    If the small ones are too few together, the next in size is merged with them.
    """
    merged = Counter({kind: number for kind, number in counts.items() if is_small(number)})
    larger = Counter({kind: number for kind, number in counts.items() if number >= SMALLEST})
    by_size = [kind for kind, _ in sorted(larger.items(), key=lambda item: (item[1], item[0]))]
    while is_small(merged.total()) and by_size:
        kind = by_size.pop(0)
        merged[kind] = larger.pop(kind)
    return larger, merged


def with_other(counts: Counter, merged: Counter) -> Counter:
    return counts + Counter({OTHER: merged.total()})


@dataclass
class Period:
    """One month, or several that are merged; `first` and `last` are first days of months."""

    first: date
    last: date
    total: int
    counts: Counter = field(default_factory=Counter)

    def __add__(self, later):
        total, counts = self.total + later.total, self.counts + later.counts
        return Period(self.first, later.last, total, counts)


def merge_periods(months: list[Period]) -> list[Period]:
    """Return the months, those with a small total as one period with the next months.

    A small rest at the end joins the previous period.
    """
    periods = []
    for month in months:
        if periods and is_small(periods[-1].total):
            periods[-1] += month
        else:
            periods.append(month)
    while len(periods) > 1 and is_small(periods[-1].total):
        last = periods.pop()
        periods[-1] += last
    return periods
