"""Wilson's score interval: the 95 % confidence interval of a share of few cases."""

from math import sqrt
from typing import NamedTuple

Z = 1.96  # standard deviations for 95 %


class Interval(NamedTuple):
    """The limits, from 0 to 1, of a 95 % confidence interval."""

    low: float
    high: float


def wilson(right: int, total: int) -> Interval | None:
    """Return the interval of a share of `right` among `total`; None if `total` is 0.

    It is never empty: 0 of 20 is not 0 %, but at most 16 %.
    """
    if not total:
        return None
    share, spread = right / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
