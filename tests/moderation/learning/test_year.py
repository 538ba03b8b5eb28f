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
TRAININGS = (5, 8)  # after so many months
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


def test_as_many_comments_are_held_in_a_year_as_trainings_predicted():
    months = [month(number) for number in range(1, 13)]
    predicted, real, good_held = [], [], []
    for number, until in zip(TRAININGS, [*TRAININGS[1:], 12], strict=True):
        examples, posts = zip(*lessons(months[:number]), strict=True)
        scores = thresholds.out_of_fold(examples, posts)
        threshold = thresholds.choose(examples, posts, scores, share=2)
        model = train(examples)
        for following in months[number:until]:
            held = [model.score(example.features) > threshold.value for example, _ in following]
            predicted.append(statistics.mean(score > threshold.value for score in scores))
            real.append(statistics.mean(held))
            good_held += [
                is_held
                for is_held, (example, _) in zip(held, following, strict=True)
                if not example.is_bad
            ]
    assert 100 * statistics.mean(real) == pytest.approx(
        100 * statistics.mean(predicted), abs=MOST_APART
    )
    assert statistics.mean(real) > 0.02  # it does hold some
    assert 100 * statistics.mean(good_held) <= 2
