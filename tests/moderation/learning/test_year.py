"""A simulated year: what a training predicts is what happens once the rule is on."""

import random
import statistics

import pytest

from moderation.learning import thresholds
from moderation.learning.features import features_of
from moderation.learning.learner import Example, train
from moderation.learning.lessons import LONG_STANDING_WEIGHT
from tests.moderation.learning.made_comments import made_comments

GOOD, BAD, POSTS = 60, 15, 5  # each month
NOISE = 0.25  # so that good and bad comments are hard to tell apart
TRAINED_AFTER = 6  # months
LOOKED_AT = 0.15  # part of the good comments on which moderators decide
MOST_APART = 2  # percent of all comments


def month(number):
    """Return the examples of a month with their posts, which no other month has."""
    comments = made_comments(GOOD, BAD, posts=POSTS, seed=number, noise=NOISE)
    return [
        (Example(features_of(each.text), each.is_bad), POSTS * number + each.post)
        for each in comments
    ]


def lessons(months):
    """Return what is learned of past months: all advertising, and what stood undisputed."""
    chance = random.Random(1)
    for example, post in (each for one in months for each in one):
        is_decided = example.is_bad or chance.random() < LOOKED_AT
        yield example._replace(weight=1 if is_decided else LONG_STANDING_WEIGHT), post


def test_as_many_comments_are_held_in_half_a_year_as_the_training_predicted():
    months = [month(number) for number in range(1, 13)]
    examples, posts = zip(*lessons(months[:TRAINED_AFTER]), strict=True)
    scores = thresholds.out_of_fold(examples, posts)
    limit = thresholds.choose(examples, posts, scores, share=2).value
    predicted = statistics.mean(score > limit for score in scores)
    model = train(examples)
    following = [example for one in months[TRAINED_AFTER:] for example, _ in one]
    held = [model.score(example.features) > limit for example in following]
    assert 100 * statistics.mean(held) == pytest.approx(100 * predicted, abs=MOST_APART)
    assert statistics.mean(held) > 0.02  # it does hold some
    good_held = [
        is_held for is_held, example in zip(held, following, strict=True) if not example.is_bad
    ]
    assert 100 * statistics.mean(good_held) <= 2
