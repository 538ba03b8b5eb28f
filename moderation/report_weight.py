"""The weight of all reports on one comment: each reporter's record × independence.

Points are whole numbers. A reporter without a record counts ACCOUNT_POINTS, one who was always
right nearly twice that, one who was always wrong nearly nothing. Reports that may come from the
same person (same network, same minute, same earlier reports) count once, as the heaviest of them.
Anybody can become a hundred guests: so guests count little, together no more than one account, and
their reports never put two accounts into one group.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from operator import attrgetter
from typing import NamedTuple

ACCOUNT_POINTS = 10  # of an account without a record
GUEST_POINTS = 2  # of a guest without a record
MAX_GUEST_POINTS = 10  # of all guests together
HOLD_POINTS = 30  # three accounts without a record
HOLD_SOURCES = 3  # two may be a couple

SAME_MINUTE = timedelta(seconds=60)
# Two people have a shared history with this many earlier reports of the same comments, if these are
# also half of all that one of them made.
MIN_SHARED_REPORTS = 2

BURST_SIZE = 5  # reports within BURST_TIME; on a quiet blog more than coincidence
BURST_TIME = timedelta(minutes=10)


@dataclass(frozen=True)
class WeightedReport:
    """An open report, with everything that its weight depends on."""

    person: int  # the main id of the reporter
    is_guest: bool
    network: str  # "" when unknown
    at: datetime
    is_by_author: bool = False  # by a guest who was later joined to the author's account
    is_limited: bool = False  # a moderator has limited the reporter, so it weighs nothing
    upheld: int = 0  # the reporter's earlier reports, by result
    dismissed: int = 0
    reported: frozenset = frozenset()  # the other comments they reported, by primary key

    @property
    def counts(self) -> bool:
        return not (self.is_by_author or self.is_limited)

    @property
    def points(self) -> int:
        """Return the weight of this report alone."""
        if not self.counts:
            return 0
        neutral = GUEST_POINTS if self.is_guest else ACCOUNT_POINTS
        return round(neutral * 2 * (self.upheld + 1) / (self.upheld + self.dismissed + 2))


class Weight(NamedTuple):
    """The weight of all reports on a comment: points, independent sources, size of a burst."""

    points: int
    sources: int
    burst: int  # 0 when there was none

    @property
    def is_enough(self) -> bool:
        """Return whether this weight hides a comment until a moderator decides."""
        return self.points >= HOLD_POINTS and self.sources >= HOLD_SOURCES


def weigh(reports: Iterable[WeightedReport]) -> Weight:
    """Return the weight of the open reports on one comment."""
    reports = sorted((report for report in reports if report.counts), key=attrgetter("at"))
    accounts = _heaviest(_groups([report for report in reports if not report.is_guest]))
    guests = _heaviest(g for g in _groups(reports) if all(report.is_guest for report in g))
    points = sum(accounts) + min(sum(guests), MAX_GUEST_POINTS)
    burst = burst_among([report.at for report in reports])
    return Weight(points, len(accounts) + len(guests), len(burst))


def _heaviest(groups):
    return [max(report.points for report in group) for group in groups]


def _groups(reports):
    """Return the reports in groups that may come from the same person, by union-find."""
    parents = list(range(len(reports)))

    def root_of(index):
        while parents[index] != index:
            index = parents[index]
        return index

    for one, other in _pairs(reports):
        parents[root_of(other)] = root_of(one)
    groups = defaultdict(list)
    for index, report in enumerate(reports):
        groups[root_of(index)].append(report)
    return groups.values()


def _pairs(reports):
    """Yield pairs of indices of reports that may come from the same person."""
    first_of = {}
    for index, report in enumerate(reports):
        yield first_of.setdefault(report.person, index), index
        if report.network:
            yield first_of.setdefault(report.network, index), index
    yield from _pairs_of_a_minute(reports)
    yield from _pairs_with_shared_history(reports)


def _pairs_of_a_minute(reports):
    """Yield pairs of reports within a minute: coordinated people report together, or in turns.

    Windows of one minute begin with the first report, so that a long row of good reporters still
    counts as several. Reporters who were never right are also a pair when one reports less than a
    minute after the other.
    """
    first = 0
    for index, report in enumerate(reports):
        if report.at - reports[first].at >= SAME_MINUTE:
            first = index
        yield first, index
    for (index, earlier), (_, later) in pairwise(enumerate(reports)):
        if later.at - earlier.at < SAME_MINUTE and not (earlier.upheld or later.upheld):
            yield index, index + 1


def _pairs_with_shared_history(reports):
    """Yield pairs of reports by people with a shared history of reports."""
    by_comment = defaultdict(list)
    for index, report in enumerate(reports):
        for comment in report.reported:
            by_comment[comment].append(index)
    shared = Counter()
    for indices in by_comment.values():
        shared.update(combinations(indices, 2))
    for (one, other), count in shared.items():
        fewer = min(len(reports[one].reported), len(reports[other].reported))
        if count >= MIN_SHARED_REPORTS and 2 * count >= fewer:
            yield one, other


def burst_among(times: list[datetime]) -> range:
    """Return the indices of the most reports within BURST_TIME; none if fewer than BURST_SIZE.

    `times` are the reports' times, the earliest first.
    """
    most, start = range(0), 0
    for end, moment in enumerate(times):
        while moment - times[start] > BURST_TIME:
            start += 1
        most = max(most, range(start, end + 1), key=len)
    return most if len(most) >= BURST_SIZE else range(0)
