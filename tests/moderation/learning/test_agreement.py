"""Which decisions contradict those of all other moderators, so that nothing is learned of them."""

from moderation.learning.agreement import Decided, contradicting
from moderation.learning.features import features_of
from moderation.learning.learner import Example
from tests.moderation.learning.made_comments import made_comments

GOOD, BAD = made_comments(260, 0), made_comments(0, 140, seed=2)


def example(comment, is_bad):
    return Example(features_of(comment.text), is_bad)


def decisions(comments, is_bad, by, day=1):
    return [Decided(example(comment, is_bad), by, day) for comment in comments]


UNDECIDED = [example(comment, is_bad=False) for comment in GOOD[:150]]
OTHERS = [
    *decisions(BAD[:40], True, "mona"),
    *decisions(GOOD[150:180], False, "mona"),
    *decisions(BAD[40:70], True, "milo"),
]


def left_out(own):
    """Return which of a moderator's own decisions are left out beside those of others."""
    positions = contradicting([*own, *OTHERS], UNDECIDED)
    assert all(position < len(own) for position in positions)
    return sorted(positions)


def test_good_comments_that_one_moderator_calls_spam_are_left_out():
    own = decisions(GOOD[180:240], True, "rosa")
    assert left_out(own) == list(range(60))


def test_a_day_of_mistakes_leaves_the_other_days_as_they_were():
    own = [*decisions(BAD[70:120], True, "rosa"), *decisions(GOOD[180:220], True, "rosa", day=2)]
    assert left_out(own) == list(range(50, 90))


def test_mistakes_of_many_days_are_left_out_although_each_day_is_short():
    own = [
        decision
        for day in range(6)
        for decision in decisions(GOOD[180 + 10 * day : 190 + 10 * day], True, "rosa", day)
    ]
    assert left_out(own) == list(range(60))


def test_advertising_that_one_moderator_approves_by_the_dozen_is_left_out():
    assert left_out(decisions(BAD[70:130], False, "rosa")) == list(range(60))


def test_decisions_that_agree_and_short_days_are_learned_from():
    right = [*decisions(BAD[70:120], True, "rosa"), *decisions(GOOD[180:220], False, "rosa")]
    assert left_out(right) == []
    assert left_out(decisions(GOOD[180:199], True, "rosa")) == []


def test_the_decisions_of_the_only_moderator_are_learned_from():
    assert contradicting(decisions(GOOD[180:240], True, "rosa"), UNDECIDED) == set()


def test_others_who_do_not_agree_among_themselves_judge_nobody():
    mistaken = decisions(GOOD[150:220], True, "rosa")
    right = decisions(BAD[:30], True, "mona")
    assert contradicting([*mistaken, *right], UNDECIDED) == set(range(70))
