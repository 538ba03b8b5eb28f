"""The score from which comments are held."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.learning.features import Features, features_of
from moderation.learning.learner import Example, train
from moderation.learning.thresholds import aim_of, choose, folds_of, missing, out_of_fold
from tests.moderation.learning.made_comments import made_comments


def prepared(comments):
    examples = [Example(features_of(comment.text), comment.is_bad) for comment in comments]
    return examples, [comment.post for comment in comments]


def test_a_threshold_holds_few_new_good_comments_and_most_bad_ones():
    examples, posts = prepared(made_comments(300, 100))
    threshold = choose(examples, posts, out_of_fold(examples, posts), 2)
    assert threshold.held <= 1
    assert threshold.caught > 90
    model = train(examples)
    unseen, _ = prepared(made_comments(500, 0, posts=1, seed=9))
    held = [model.score(example.features) > threshold.value for example in unseen]
    assert sum(held) / len(held) <= 0.02


@pytest.mark.parametrize(
    ("good", "bad", "posts", "share", "expected"),
    [
        (99, 20, 3, 2, (0, 0, 0)),
        (98, 20, 3, 2, (1, 0, 0)),
        (49, 20, 3, 4, (0, 0, 0)),
        (48, 19, 3, 4, (1, 1, 0)),
        (198, 20, 3, 1, (1, 0, 0)),
        (200, 20, 2, 2, (0, 0, 1)),
        (0, 0, 1, 2, (99, 20, 3)),
    ],
)
def test_too_few_decisions_are_said_in_numbers(good, bad, posts, share, expected):
    examples = [Example(Features([], []), n >= good) for n in range(good + bad)]
    under = [n % posts for n in range(good + bad)]
    assert missing(examples, under, share) == expected
    assert bool(missing(examples, under, share)) == any(expected)


def test_what_is_measured_on_many_posts_is_aimed_at_more_boldly():
    few, many = [n % 4 for n in range(400)], [n % 100 for n in range(400)]
    assert aim_of(2, few) == 0.01
    assert aim_of(2, many) == pytest.approx(0.018)
    assert aim_of(2, [*range(10), *[7] * 390]) == 0.01, "nearly all are under one post"


@pytest.mark.parametrize(("good", "expected"), [(99, 98), (149, 147.5), (199, 197)])
def test_a_threshold_lies_between_two_scores_where_the_aim_does(good, expected):
    examples = [Example(Features([], []), n >= good) for n in range(good + 1)]
    assert choose(examples, [1] * len(examples), [*range(good), 200], 2).value == expected


def test_an_example_is_scored_by_a_model_that_knows_no_comment_of_its_post():
    examples, posts = prepared(made_comments(60, 40, posts=4))
    scores = out_of_fold(examples, posts)
    others = [example for example, post in zip(examples, posts, strict=True) if post != 3]
    model = train(others)
    for example, post, score in zip(examples, posts, scores, strict=True):
        if post == 3:
            assert score == pytest.approx(model.score(example.features), abs=0.05)
    everything = train(examples)
    assert scores != [everything.score(example.features) for example in examples]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 9)), min_size=1))
def test_all_comments_of_a_post_are_in_one_fold(rows):
    examples = [Example(Features([], []), is_bad) for is_bad, _ in rows]
    folds = folds_of(examples, [post for _, post in rows])
    assert set(folds) == {post for _, post in rows}
    assert set(folds.values()) == set(range(min(20, len(folds))))


def test_bad_examples_are_spread_over_the_folds():
    examples = [Example(Features([], []), post < 3) for post in range(6) for _ in range(10)]
    folds = folds_of(examples, [post for post in range(6) for _ in range(10)])
    assert len({folds[0], folds[1], folds[2]}) == 3


@given(st.lists(st.floats(-9, 9), min_size=99), st.lists(st.floats(-9, 9), min_size=1))
def test_at_most_the_aim_of_the_good_examples_is_above_the_threshold(good, bad):
    examples = [Example(Features([], []), False)] * len(good)
    examples += [Example(Features([], []), True)] * len(bad)
    threshold = choose(examples, [1] * len(examples), [*good, *bad], 2)
    assert sum(score > threshold.value for score in good) <= len(good) / 100
    assert threshold.caught == 100 * sum(score > threshold.value for score in bad) / len(bad)
