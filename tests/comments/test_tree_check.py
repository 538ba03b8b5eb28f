"""check_threads finds each planted fault and repairs it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from comments.models import Comment
from posts.models import Post
from tests.cast import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    """A post with a thread of four: root, reply, answer below it, second reply."""
    post = a_post()
    root = a_comment(post)
    reply = a_comment(post, parent=root)
    answer = a_comment(post, parent=reply)
    second = a_comment(post, parent=root)
    a_comment(post)
    return [root, reply, answer, second]


def check(*options):
    out = io.StringIO()
    call_command("check_threads", *options, stdout=out)
    return out.getvalue()


def picture():
    return list(
        Comment.objects.order_by("pk").values_list(
            "pk", "parent", "tree_id", "lft", "rght", "level", "number", "reply_count"
        )
    ), list(Post.objects.order_by("pk").values_list("comment_count", "last_number"))


PLANTED = {
    "a shifted edge": lambda c: Comment.objects.filter(pk=c[1].pk).update(lft=40, rght=41),
    "edges exchanged": lambda c: [
        Comment.objects.filter(pk=c[1].pk).update(lft=6, rght=9),
        Comment.objects.filter(pk=c[3].pk).update(lft=2, rght=3),
    ],
    "a wrong depth": lambda c: Comment.objects.filter(pk=c[2].pk).update(level=1),
    "a reply in another tree": lambda c: Comment.objects.filter(pk=c[2].pk).update(tree_id=99),
    "a wrong reply count": lambda c: Comment.objects.filter(pk=c[0].pk).update(reply_count=9),
    "a shown thread without a number": lambda c: Comment.objects.filter(pk=c[0].pk).update(
        number=None
    ),
    "a wrong count": lambda c: Post.objects.update(comment_count=7),
    "a forgotten number": lambda c: Post.objects.update(last_number=1),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED)
def test_check_threads_finds_and_repairs_a_planted_fault(thread, plant):
    assert "sound" in check()
    before = picture()
    plant(thread)
    with pytest.raises(CommandError):
        check()
    assert "repaired" in check("--repair")
    assert "sound" in check()
    if plant is not PLANTED["a shown thread without a number"]:
        assert picture() == before


def test_check_threads_reads_many_small_posts_together(thread, django_assert_max_num_queries):
    for _ in range(20):
        a_comment(a_post())
    with django_assert_max_num_queries(8):
        assert "sound" in check()


def test_a_repair_leaves_sound_posts_alone(thread):
    sound = a_comment(a_post()).post
    PLANTED["a wrong reply count"](thread)
    before = Post.objects.get(pk=sound.pk).version
    check("--repair")
    assert Post.objects.get(pk=sound.pk).version == before
    assert Post.objects.get(pk=thread[0].post_id).version != thread[0].post.version


def test_check_threads_separates_two_threads_in_one_tree(thread):
    other = a_comment(a_post())
    # Moved far to the right, so that PostgreSQL's own alarm keeps still.
    Comment.objects.filter(pk=other.pk).update(tree_id=thread[0].tree_id, lft=101, rght=102)
    with pytest.raises(CommandError):
        check()
    check("--repair")
    assert "sound" in check()
    other.refresh_from_db()
    thread[0].refresh_from_db()
    assert other.tree_id != thread[0].tree_id


def test_a_comment_with_a_parent_on_another_post_becomes_a_root(thread):
    other = a_comment(a_post())
    Comment.objects.filter(pk=thread[1].pk).update(parent=other.pk)
    with pytest.raises(CommandError):
        check()
    check("--repair")
    assert "sound" in check()
    thread[1].refresh_from_db()
    assert (thread[1].parent_id, thread[1].level, thread[1].number) == (None, 0, 3)


def test_a_cycle_of_parents_is_broken_at_its_oldest_comment(thread):
    Comment.objects.filter(pk=thread[0].pk).update(parent=thread[2].pk, number=None)
    with pytest.raises(CommandError):
        check()
    check("--repair")
    assert "sound" in check()
    thread[0].refresh_from_db()
    thread[2].refresh_from_db()
    assert (thread[0].parent_id, thread[2].level) == (None, 2)


def test_postgresql_refuses_two_comments_at_one_place_of_a_tree(thread):
    if connection.vendor != "postgresql":
        assert not connection.features.supports_deferrable_unique_constraints
        return
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=thread[1].pk).update(lft=thread[3].lft)
        connection.check_constraints()
