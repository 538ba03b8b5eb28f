"""The score from which comments are held.

Each example is scored by a model that has not seen its post, because comments under one post are
alike, and a model that has seen the post seems better than it is. The threshold is the score that a
new good comment exceeds about as often as the aim, for any distribution of scores.
"""

import math
from collections import Counter
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from moderation.learning.learner import Example, Model, TrainingSet

# Number of folds, up to a number of examples: a model from more examples is more like the final
# one, so few are left out of each; with many examples more can be, which takes less time.
FOLDS = {1_000: 20, 3_000: 10, math.inf: 5}
MIN_BAD, MIN_POSTS = 20, 3
# The aim is at least this fraction of the share that the owner allows: results on other posts are
# worse than those measured. With many posts it is nearer to the share.
MIN_PART = 0.5


# Sums of fractions are rounded to this.
PRECISION = 6  # digits


class Missing(NamedTuple):
    """The number of decisions that are missing for a threshold, and of posts with bad ones."""

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


def aim_of(share: float, posts) -> float:
    """Return the share of good comments to aim at, for an allowed share in percent.

    `posts` are the posts of the good comments that are measured. The error of the measured share
    grows with the differences between posts, and falls with the square root of their number.
    """
    counts = Counter(posts)
    number = len(posts) ** 2 / sum(count * count for count in counts.values())
    return share / 100 * max(MIN_PART, 1 - 1 / math.sqrt(number))


def missing(examples, posts, share: float) -> Missing:
    """Return what is missing for a threshold; `posts` are the posts of the examples."""
    good, bad = (_count(examples, is_bad) for is_bad in (False, True))
    under = {post for example, post in zip(examples, posts, strict=True) if example.is_bad}
    wanted = math.ceil(Fraction(100) / Fraction(share * MIN_PART).limit_denominator(1_000)) - 1
    return Missing(
        good=max(wanted - good, 0),
        bad=max(MIN_BAD - bad, 0),
        posts=max(MIN_POSTS - len(under), 0),
    )


def choose(examples, posts, scores, share: float) -> Threshold:
    """Return the threshold for an allowed share, in percent, of good comments that are held.

    `posts` and `scores` are those of the examples, scores out of fold; nothing may be missing.
    """
    scored = sorted(zip(scores, examples, strict=True), key=lambda pair: pair[0])
    good = [(score, example.count) for score, example in scored if not example.is_bad]
    bad = [(score, example.count) for score, example in scored if example.is_bad]
    of_good = [post for example, post in zip(examples, posts, strict=True) if not example.is_bad]
    value = _quantile(good, 1 - aim_of(share, of_good))
    return Threshold(value, _percent_above(good, value), _percent_above(bad, value))


def _count(examples, is_bad):
    counts = (example.count for example in examples if example.is_bad is is_bad)
    return int(round(math.fsum(counts), PRECISION))


def _quantile(scored, part):
    """Return the score that a fraction of all scores, and of one more unknown one, does not exceed.

    Between two scores it is interpolated: with the higher one, fewer good comments than the aim
    would be held, and with few examples far fewer. `scored` are pairs of a score and a count,
    ordered by score.
    """
    wanted = round((math.fsum(count for _, count in scored) + 1) * part, PRECISION)
    totals = accumulate((count for _, count in scored), initial=0.0)
    lower = scored[0][0]
    for (score, count), total in zip(scored, totals, strict=False):
        if round(total + count, PRECISION) >= wanted:
            return lower + (score - lower) * min((wanted - total) / count, 1)
        lower = score
    return lower


def _percent_above(scored, value):
    above = math.fsum(count for score, count in scored if score > value)
    return 100 * above / math.fsum(count for _, count in scored)


def out_of_fold(examples: list[Example], posts: list, report=None) -> list[float]:
    """Return the score of each example by a model that has not seen its post.

    `report` is called before each of these models with the finished fraction of the work.
    """
    models = models_of_folds(examples, posts, report)
    folds = folds_of(examples, posts)
    return [
        models[folds[post]].score(example.features)
        for example, post in zip(examples, posts, strict=True)
    ]


def models_of_folds(examples, posts, report=None) -> dict[int, Model]:
    """Return, by fold, the model that has not seen the posts of the fold."""
    training_set, folds, models = TrainingSet(examples), folds_of(examples, posts), {}
    numbers = sorted(set(folds.values()))
    for number, fold in enumerate(numbers):
        if report:
            report(number / (len(numbers) + 1))
        others = [n for n, post in enumerate(posts) if folds[post] != fold]
        models[fold] = training_set.train(others)
    return models


def folds_of(examples, posts) -> dict:
    """Return the fold of each post: bad examples, then good ones, are spread evenly."""
    bad, every = Counter(), Counter(posts)
    for example, post in zip(examples, posts, strict=True):
        bad[post] += example.is_bad
    most = next(number for limit, number in FOLDS.items() if len(examples) <= limit)
    sizes = {fold: (0, 0) for fold in range(min(most, len(every)))}
    folds = {}
    for post in sorted(every, key=lambda post: (-bad[post], -every[post], post)):
        fold = min(sizes, key=lambda fold: (sizes[fold], fold))
        folds[post] = fold
        sizes[fold] = (sizes[fold][0] + bad[post], sizes[fold][1] + every[post])
    return folds
