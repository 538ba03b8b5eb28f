"""Find a moderator's decisions that contradict those of all others.

A model that learns from all other moderators should score one moderator's removals higher than
comments that were kept. If it does so hardly more often than by chance, that moderator was
mistaken, or somebody else used the account: nothing is learned from these removals. This is tested
for each day and for all days together. Approvals are tested only on days with many of them:
moderators approve wrongly held comments, and a few of these score high in every model.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable
from itertools import chain
from typing import NamedTuple

from moderation.learning.learner import Example, train

MIN_GROUP = 20  # decisions of one moderator; fewer prove nothing
MIN_OTHERS = 20  # removals by all others
CHANCE = 0.5  # the agreement of unrelated decisions
# The agreement required among the others. A moderator below the middle between that and chance
# contradicts them.
MIN_AGREEMENT = 0.65
CERTAINTY = 2  # standard errors
MAX_REFERENCES = 1_000  # newest examples of each kind for the model


class Decided(NamedTuple):
    """An example, with the moderator who decided and the day; similar comments share a group."""

    example: Example
    by: Hashable
    day: Hashable
    campaign: Hashable = None


def contradicting(decided: list[Decided], undecided: list[Example]) -> set[int]:
    """Return the positions of the decisions that contradict those of all other moderators.

    `undecided` are good comments without a decision.
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
    """Return the examples in two halves, similar ones in the same half."""
    halves, sides = ([], []), {}
    for position, each in enumerate(decided):
        kind = ("alone", position) if each.campaign is None else each.campaign
        halves[sides.setdefault(kind, len(sides) % 2)].append(each.example)
    return halves


def agreement(bad: list[float], good: list[float]) -> float:
    """Return the share of pairs in which the bad one scores higher; a tie is half a pair (AUC)."""
    good = sorted(good)
    above = sum(bisect_left(good, score) + bisect_right(good, score) for score in bad)
    return above / (2 * len(bad) * len(good))


def _groups(decided):
    """Return the positions of decisions of one moderator that are tested together."""
    groups = defaultdict(list)
    for position, each in enumerate(decided):
        groups[each.by, each.example.is_bad, each.day].append(position)
        if each.example.is_bad:
            groups[each.by].append(position)
    return [group for group in groups.values() if len(group) >= MIN_GROUP]


class _Reference:
    """The others' decisions: a model from one half, and the scores of the other half.

    Similar comments are in the same half; otherwise the other half would score too well.
    """

    def __init__(self, bad, good):
        (bad, other_bad), (good, other_good) = _halves(bad), _halves(good)
        self.model = train([*bad, *good])
        self.bad, self.good = self._scores(other_bad), self._scores(other_good)
        self.agreement = agreement(self.bad, self.good)

    @classmethod
    def of(cls, decided) -> "_Reference | None":
        """Return the reference; None if there are too few others, or they disagree."""
        bad, good = (
            [each for each in decided if each.example.is_bad is kind][-MAX_REFERENCES:]
            for kind in (True, False)
        )
        if min(len(bad), len(good)) < MIN_OTHERS or not all(_halves(bad)):
            return None
        reference = cls(bad, good)
        return reference if reference.agreement >= MIN_AGREEMENT else None

    def contradicts(self, decided, group) -> bool:
        """Return whether decisions significantly disagree (by the Mann–Whitney test)."""
        scores = self._scores(decided[position].example for position in group)
        is_bad = decided[group[0]].example.is_bad
        bad, good = (scores, self.good) if is_bad else (self.bad, scores)
        error = math.sqrt((len(bad) + len(good) + 1) / (12 * len(bad) * len(good)))
        least = (CHANCE + self.agreement) / 2
        return agreement(bad, good) + CERTAINTY * error < least

    def _scores(self, examples):
        return [self.model.score(example.features) for example in examples]
