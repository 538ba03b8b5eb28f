"""From which score on a comment is held.

Each example is scored by a model that learned nothing from its post, because what is said under
one post is alike, and a model that knows the post seems better than it is. The threshold is the
score that a new good comment exceeds as rarely as the aim says, whatever the scores look like.
"""

import math
from collections import Counter
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from moderation.learning.learner import Example, TrainingSet

FOLDS = 5
MIN_BAD, MIN_POSTS = 20, 3
# The aim is this part of the share that the owner allows: what is measured on some posts is a
# little better than what happens on others.
AIM_OF_SHARE = Fraction(1, 2)


# A count is a sum of parts; this makes up for the last bits of them.
PRECISION = 6  # digits


class Missing(NamedTuple):
    """How many more decisions a threshold needs, and under how many more posts bad ones."""

    good: int
    bad: int
    posts: int

    def __bool__(self):
        return any(self)


class Threshold(NamedTuple):
    """Scores above `value` are held: `held` of the good and `caught` of the bad, in percent."""

    value: float
    held: float
    caught: float


def aim_of(share: float) -> Fraction:
    """Return the part of good comments to aim at, for an allowed share in percent."""
    return Fraction(share).limit_denominator(1_000) / 100 * AIM_OF_SHARE


def missing(examples, posts, share: float) -> Missing:
    """Return what is missing for a threshold; `posts` are the posts of the examples."""
    good, bad = (_count(examples, is_bad) for is_bad in (False, True))
    under = {post for example, post in zip(examples, posts, strict=True) if example.is_bad}
    return Missing(
        good=max(math.ceil(1 / aim_of(share)) - 1 - good, 0),
        bad=max(MIN_BAD - bad, 0),
        posts=max(MIN_POSTS - len(under), 0),
    )


def choose(examples, scores, share: float) -> Threshold:
    """Return the threshold for an allowed share, in percent, of good comments that are held.

    `scores` are those of the examples, out of fold; nothing may be missing.
    """
    scored = sorted(zip(scores, examples, strict=True), key=lambda pair: pair[0])
    good = [(score, example.count) for score, example in scored if not example.is_bad]
    bad = [(score, example.count) for score, example in scored if example.is_bad]
    value = _quantile(good, float(1 - aim_of(share)))
    return Threshold(value, _percent_above(good, value), _percent_above(bad, value))


def _count(examples, is_bad):
    counts = (example.count for example in examples if example.is_bad is is_bad)
    return int(round(math.fsum(counts), PRECISION))


def _quantile(scored, part):
    """Return the score that a part of all, and of one more that is not known, does not exceed.

    `scored` are pairs of a score and a count, in the order of the scores.
    """
    wanted = round((math.fsum(count for _, count in scored) + 1) * part, PRECISION)
    totals = accumulate(count for _, count in scored)
    reached = (
        score
        for (score, _), total in zip(scored, totals, strict=True)
        if round(total, PRECISION) >= wanted
    )
    return next(reached, scored[-1][0])


def _percent_above(scored, value):
    above = math.fsum(count for score, count in scored if score > value)
    return 100 * above / math.fsum(count for _, count in scored)


def out_of_fold(examples: list[Example], posts: list) -> list[float]:
    """Return the score of each example by a model without any example of its post."""
    training_set, folds = TrainingSet(examples), folds_of(examples, posts)
    scores = [0.0] * len(examples)
    for fold in sorted(set(folds.values())):
        others = [n for n, post in enumerate(posts) if folds[post] != fold]
        model = training_set.train(others)
        for position, post in enumerate(posts):
            if folds[post] == fold:
                scores[position] = model.score(examples[position].features)
    return scores


def folds_of(examples, posts) -> dict:
    """Return the fold of each post: bad examples, then good ones, are spread evenly."""
    bad, every = Counter(), Counter(posts)
    for example, post in zip(examples, posts, strict=True):
        bad[post] += example.is_bad
    sizes = {fold: (0, 0) for fold in range(min(FOLDS, len(every)))}
    folds = {}
    for post in sorted(every, key=lambda post: (-bad[post], -every[post], post)):
        fold = min(sizes, key=lambda fold: (sizes[fold], fold))
        folds[post] = fold
        sizes[fold] = (sizes[fold][0] + bad[post], sizes[fold][1] + every[post])
    return folds
