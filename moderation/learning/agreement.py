"""Which decisions of a moderator contradict what all others decided.

A model that learns from all other moderators should find that what one of them removed looks worse
than comments that stand. Where it does so hardly more often than chance would, that moderator was
mistaken, or somebody else used the account: nothing is learned from these removals. That is asked
of each day and of all days together. Of approvals only long days are asked about, because
moderators approve what was held wrongly, and a few of these look bad to every model.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable
from itertools import chain
from typing import NamedTuple

from moderation.learning.learner import Example, train

MIN_GROUP = 20  # decisions of one moderator; fewer say too little
MIN_OTHERS = 20  # removals of all others
CHANCE = 0.5  # the agreement of decisions that have nothing to do with each other
# What all others must reach among themselves. Less than halfway from chance to that contradicts.
MIN_AGREEMENT = 0.65
CERTAINTY = 2  # standard errors
MAX_REFERENCES = 1_000  # the newest examples of each kind that the model learns from


class Decided(NamedTuple):
    """An example, the moderator who decided, and the day; of comments that are alike, what they
    have in common.
    """

    example: Example
    by: Hashable
    day: Hashable
    campaign: Hashable = None


def contradicting(decided: list[Decided], undecided: list[Example]) -> set[int]:
    """Return the positions of the decisions that contradict what all other moderators decided.

    `undecided` are good comments on which nobody decided.
    """
    groups = defaultdict(list)
    for group in _groups(decided):
        groups[decided[group[0]].by].append(group)
    positions = set()
    for moderator, own in groups.items():
        others = [each for each in decided if each.by != moderator]
        others += [Decided(example, None, None) for example in undecided]
        if reference := _Reference.of(others):
            contradict = (group for group in own if reference.contradicts(decided, group))
            positions.update(chain.from_iterable(contradict))
    return positions


def _halves(decided):
    """Return the examples in two halves, those that are alike in the same one."""
    halves, sides = ([], []), {}
    for position, each in enumerate(decided):
        kind = ("alone", position) if each.campaign is None else each.campaign
        halves[sides.setdefault(kind, len(sides) % 2)].append(each.example)
    return halves


def agreement(bad: list[float], good: list[float]) -> float:
    """Return in which part of all pairs the bad one has the higher score; a tie is half a pair."""
    good = sorted(good)
    above = sum(bisect_left(good, score) + bisect_right(good, score) for score in bad)
    return above / (2 * len(bad) * len(good))


def _groups(decided):
    """Return the positions of decisions of one moderator that are judged together."""
    groups = defaultdict(list)
    for position, each in enumerate(decided):
        groups[each.by, each.example.is_bad, each.day].append(position)
        if each.example.is_bad:
            groups[each.by].append(position)
    return [group for group in groups.values() if len(group) >= MIN_GROUP]


class _Reference:
    """What all others decided: a model of one half, and the scores of the other half.

    Comments that are alike are in the same half. The other half would else look worse than what
    nobody has seen before.
    """

    def __init__(self, bad, good):
        (bad, other_bad), (good, other_good) = _halves(bad), _halves(good)
        self.model = train([*bad, *good])
        self.bad, self.good = self._scores(other_bad), self._scores(other_good)
        self.agreement = agreement(self.bad, self.good)

    @classmethod
    def of(cls, decided) -> "_Reference | None":
        """Return the reference; None where these are too few, or do not agree among themselves."""
        bad, good = (
            [each for each in decided if each.example.is_bad is kind][-MAX_REFERENCES:]
            for kind in (True, False)
        )
        if min(len(bad), len(good)) < MIN_OTHERS or not all(_halves(bad)):
            return None
        reference = cls(bad, good)
        return reference if reference.agreement >= MIN_AGREEMENT else None

    def contradicts(self, decided, group) -> bool:
        """Return whether decisions surely agree less than they should (Mann and Whitney's test)."""
        scores = self._scores(decided[position].example for position in group)
        is_bad = decided[group[0]].example.is_bad
        bad, good = (scores, self.good) if is_bad else (self.bad, scores)
        error = math.sqrt((len(bad) + len(good) + 1) / (12 * len(bad) * len(good)))
        least = (CHANCE + self.agreement) / 2
        return agreement(bad, good) + CERTAINTY * error < least

    def _scores(self, examples):
        return [self.model.score(example.features) for example in examples]
