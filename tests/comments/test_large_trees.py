"""Replies in trees that are too large to shift: the order is that of the conversation."""

import random

import pytest

from comments.models import Comment
from comments.models.tree import replies_by_parent, tree_places
from comments.models.tree_numbers import SMALL_TREE
from comments.tree_check import audit
from tests.cast import a_comment, a_conversation, a_post

pytestmark = pytest.mark.django_db

SIZE = 3 * SMALL_TREE


def a_tree(shape):
    return a_conversation(a_post(), [None, *shape])


def edges():
    return {pk: edges for pk, *edges in Comment.objects.values_list("pk", "lft", "rght")}


def places_without_gaps(comments):
    parents = Comment.objects.values_list("pk", "parent_id")
    return tree_places(comments[0].pk, replies_by_parent(parents))


def remove_gaps(comments):
    """Number a tree as it was before there were gaps."""
    for pk, place in places_without_gaps(comments).items():
        Comment.objects.filter(pk=pk).update(lft=place.lft, rght=place.rght)


@pytest.mark.parametrize("shape", [range(SIZE), [0] * SIZE], ids=["a chain", "siblings"])
def test_replies_in_a_large_tree_stand_where_they_answer(shape):
    comments, chance = a_tree(shape), random.Random(7)
    known = [comments[0], comments[-1], *chance.sample(comments, 4)]
    for number in range(30):
        answered = known[-1] if number % 2 else chance.choice(known)
        known.append(a_comment(answered.post, parent=answered))
    assert list(audit(repair=False)) == []
    read = Comment.objects.order_by("tree_id", "lft").values_list("pk", flat=True)
    places = places_without_gaps(comments)
    assert list(read) == sorted(places, key=lambda pk: places[pk].lft)


def test_replies_at_one_place_of_a_large_tree_move_few_others():
    comments = a_tree([number // 3 for number in range(SIZE)])
    leaf = Comment.objects.filter(replies=None).earliest("lft")
    for _ in range(40):
        before = edges()
        leaf = a_comment(leaf.post, parent=leaf)
        assert sum(numbers != before[pk] for pk, numbers in edges().items() if pk in before) < 100
    assert list(audit(repair=False)) == []
    assert comments[0].get_descendant_count() == len(comments) + 39


def test_a_large_tree_without_gaps_gets_them_with_its_next_reply():
    comments = a_tree([number // 3 for number in range(SIZE)])
    remove_gaps(comments)
    for _ in range(3):
        before = edges()
        a_comment(comments[0].post, parent=Comment.objects.get(pk=comments[-1].pk))
    assert list(audit(repair=False)) == []
    assert sum(numbers != before[pk] for pk, numbers in edges().items() if pk in before) == 0


@pytest.mark.slow
def test_a_fault_in_a_large_tree_is_found_and_repaired():
    comments = a_tree([0] * SIZE)
    one, other = edges()[comments[1].pk], edges()[comments[2].pk]
    for comment, numbers in zip(comments[1:3], (other, one), strict=True):
        Comment.objects.filter(pk=comment.pk).update(lft=numbers[0], rght=numbers[1])
    assert len(list(audit(repair=True))) == 4
    assert list(audit(repair=False)) == []
    a_comment(comments[0].post, parent=comments[5])
    assert list(audit(repair=False)) == []


def test_a_tree_that_grows_large_stays_in_order():
    comments = a_tree([0] * (SMALL_TREE - 5))
    for number in range(12):
        a_comment(comments[0].post, parent=comments[number])
    assert Comment.objects.get(pk=comments[0].pk).rght > 2 * (SMALL_TREE + 8)
    assert list(audit(repair=False)) == []
