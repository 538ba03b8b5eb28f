"""How much the reports on one comment weigh together: each reporter's record × independence.

Points are whole numbers. A reporter of whom nothing is known counts OF_NOTE points, one who was
always right nearly twice that, one who was always wrong nearly nothing. Reports that may come from
one hand (same network, same minute, people who have reported the same things before) count once,
as the heaviest of them. Guests can be made by the hundred: they count little, together no more
than one account, and make no two accounts one hand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import NamedTuple

OF_NOTE = 10
OF_A_GUEST = 2
OF_ALL_GUESTS = 10
ENOUGH = 30  # three accounts of whom nothing is known
SOURCES = 3  # two may be a couple

SAME_MINUTE = timedelta(seconds=60)
# People who share so many earlier reports, and half of all that one of them made, go together.
SHARED_REPORTS = 2

BURST = 5  # reports within BURST_TIME; on a quiet blog that is nobody's chance
BURST_TIME = timedelta(minutes=10)


@dataclass(frozen=True)
class Voice:
    """One open report, as it is weighed."""

    person: int
    is_guest: bool
    network: str  # "" when unknown
    at: datetime
    upheld: int = 0  # the reporter's earlier reports, by how they ended
    dismissed: int = 0
    reported: frozenset = frozenset()  # the other comments they reported, by primary key

    @property
    def points(self) -> int:
        full = OF_A_GUEST if self.is_guest else OF_NOTE
        return round(full * 2 * (self.upheld + 1) / (self.upheld + self.dismissed + 2))


class Weighing(NamedTuple):
    """What reports come to: points, independent sources, and the most within BURST_TIME."""

    points: int
    sources: int
    burst: int  # 0 when there was none

    @property
    def is_enough(self) -> bool:
        """Whether this much hides a comment until somebody looks at it."""
        return self.points >= ENOUGH and self.sources >= SOURCES


def weigh(voices: Iterable[Voice]) -> Weighing:
    """Weigh the open reports on one comment."""
    voices = sorted(voices, key=lambda voice: voice.at)
    accounts = _heaviest(_groups([voice for voice in voices if not voice.is_guest]))
    guests = _heaviest(g for g in _groups(voices) if all(voice.is_guest for voice in g))
    points = sum(accounts) + min(sum(guests), OF_ALL_GUESTS)
    return Weighing(points, len(accounts) + len(guests), _burst(voices))


def _heaviest(groups):
    return [max(voice.points for voice in group) for group in groups]


def _groups(voices):
    """Part the voices into those that may be one hand."""
    leader = list(range(len(voices)))

    def led_by(index):
        while leader[index] != index:
            index = leader[index]
        return index

    for one, other in _ties(voices):
        leader[led_by(other)] = led_by(one)
    groups = defaultdict(list)
    for index, voice in enumerate(voices):
        groups[led_by(index)].append(voice)
    return groups.values()


def _ties(voices):
    """Yield pairs of indices of voices that may be one hand."""
    first_of = {}
    for index, voice in enumerate(voices):
        if voice.network:
            yield first_of.setdefault(voice.network, index), index
    yield from _minutes(voices)
    yield from _cliques(voices)


def _minutes(voices):
    """Tie those of one minute; and of people who were never right before also each in the minute
    of the last, for a brigade takes turns. A crowd of good reporters is many hands all the same.
    """
    first = 0
    for index, voice in enumerate(voices):
        if voice.at - voices[first].at >= SAME_MINUTE:
            first = index
        yield first, index
    for (index, earlier), (_, later) in pairwise(enumerate(voices)):
        if later.at - earlier.at < SAME_MINUTE and not (earlier.upheld or later.upheld):
            yield index, index + 1


def _cliques(voices):
    by_comment = defaultdict(list)
    for index, voice in enumerate(voices):
        for comment in voice.reported:
            by_comment[comment].append(index)
    shared = Counter()
    for indices in by_comment.values():
        shared.update(combinations(indices, 2))
    for (one, other), count in shared.items():
        fewer = min(len(voices[one].reported), len(voices[other].reported))
        if count >= SHARED_REPORTS and 2 * count >= fewer:
            yield one, other


def _burst(voices):
    most, start = 0, 0
    for end, voice in enumerate(voices):
        while voice.at - voices[start].at > BURST_TIME:
            start += 1
        most = max(most, end - start + 1)
    return most if most >= BURST else 0
