"""The verbs of a comment: legal changes of status, numbers, counts, versions."""

import pytest
from django.db import IntegrityError, transaction

from comments.models import CannotReply, Comment, InvalidTransition
from comments.models.status import STEPS
from comments.tree_check import audit
from posts.models import Post
from tests.cast import a_comment, a_conversation, a_post

pytestmark = pytest.mark.django_db

S = Comment.Status

# (status, was shown before) → verb → status after; what is not named is illegal.
LEGAL = {
    (S.PUBLISHED, True): {"hold": S.HELD, "remove": S.REMOVED, "withdraw": S.WITHDRAWN},
    (S.HELD, False): {"approve": S.PUBLISHED, "reject": S.REJECTED, "withdraw": S.WITHDRAWN},
    (S.HELD, True): {"approve": S.PUBLISHED, "remove": S.REMOVED, "withdraw": S.WITHDRAWN},
    (S.REJECTED, False): {"approve": S.PUBLISHED},
    (S.REMOVED, True): {"restore": S.PUBLISHED},
    (S.WITHDRAWN, True): {},
    (S.WITHDRAWN, False): {},
}
WAY_TO = {
    (S.PUBLISHED, True): [],
    (S.HELD, False): [],
    (S.HELD, True): ["hold"],
    (S.REJECTED, False): ["reject"],
    (S.REMOVED, True): ["remove"],
    (S.WITHDRAWN, True): ["withdraw"],
    (S.WITHDRAWN, False): ["withdraw"],
}


def comment_in(state, post):
    _, was_shown = state
    comment = a_comment(post, status=S.PUBLISHED if was_shown else S.HELD)
    for verb in WAY_TO[state]:
        getattr(comment, verb)()
    assert (comment.status, comment.was_shown) == state
    return comment


@pytest.mark.one_database
@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize(
    "state", LEGAL, ids=lambda state: f"{state[0]}-{'' if state[1] else 'un'}shown"
)
def test_a_verb_follows_the_table_of_statuses_or_is_refused(state, verb):
    post = a_post()
    comment = comment_in(state, post)
    target = LEGAL[state].get(verb)
    if target is None:
        with pytest.raises(InvalidTransition):
            getattr(comment, verb)()
    else:
        getattr(comment, verb)()
    comment.refresh_from_db()
    assert comment.status == (target or state[0])
    post.refresh_from_db()
    assert post.comment_count == (comment.status == S.PUBLISHED)


def test_the_database_refuses_an_unknown_status():
    comment = a_comment(a_post())
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(status="flagged")


def test_a_verb_reads_the_comment_again_inside_the_lock():
    comment = a_comment(a_post())
    stale = Comment.objects.get(pk=comment.pk)
    comment.withdraw()
    with pytest.raises(InvalidTransition):
        stale.remove()


def test_a_root_comment_is_numbered_once_when_first_published():
    post = a_post()
    first, held, third = a_comment(post), a_comment(post, status=S.HELD), a_comment(post)
    assert (first.number, held.number, third.number) == (1, None, 2)
    held.approve()
    first.remove()
    first.restore()
    held.hold()
    held.approve()
    assert (first.number, held.number) == (1, 3)
    assert a_comment(post).number == 4


@pytest.mark.one_database
def test_a_removed_root_comment_keeps_its_number():
    post = a_post()
    comment = a_comment(post)
    comment.remove()
    assert a_comment(post).number == 2


def test_a_reply_has_no_number_and_is_counted_on_its_root():
    post = a_post()
    root = a_comment(post)
    reply = a_comment(post, parent=root)
    deep = a_comment(post, parent=reply)
    held = a_comment(post, parent=reply, status=S.HELD)
    root.refresh_from_db()
    assert (reply.number, deep.level, root.reply_count) == (None, 2, 2)
    held.approve()
    deep.withdraw()
    root.refresh_from_db()
    post.refresh_from_db()
    assert (root.reply_count, post.comment_count) == (2, 3)


def test_every_change_makes_a_new_version_of_the_post():
    post = a_post()
    versions = {post.version}
    comment = a_comment(post)
    for change in (lambda: comment.edit("Better said."), comment.hold, comment.approve):
        change()
        post.refresh_from_db()
        assert post.version not in versions
        versions.add(post.version)


@pytest.mark.one_database
@pytest.mark.parametrize("verb", ["hold", "remove", "withdraw"])
def test_a_comment_that_is_not_published_takes_no_replies(verb):
    post = a_post()
    parent = a_comment(post)
    getattr(Comment.objects.get(pk=parent.pk), verb)()
    with pytest.raises(CannotReply):
        a_comment(post, parent=parent)


def test_a_closed_branch_takes_no_replies_at_any_level():
    post = a_post()
    root = a_comment(post)
    reply = a_comment(post, parent=root)
    deep = a_comment(post, parent=reply)
    reply.close_branch()
    for closed in (reply, deep):
        with pytest.raises(CannotReply, match="closed this branch"):
            a_comment(post, parent=closed)
    a_comment(post, parent=root)
    root.close_branch()
    with pytest.raises(CannotReply, match="closed this branch"):
        a_comment(post, parent=root)


def test_an_unpublished_post_takes_no_comments():
    post, gone = a_post(), a_post()
    Post.objects.get(pk=post.pk).unpublish()
    Post.objects.filter(pk=gone.pk).delete()
    for away in (post, gone):
        with pytest.raises(CannotReply, match="is not there"):
            a_comment(away)


def test_a_reply_to_a_comment_of_another_post_is_refused():
    parent = a_comment(a_post())
    with pytest.raises(CannotReply):
        a_comment(a_post(), parent=parent)


@pytest.mark.one_database
def test_an_edit_stores_the_typed_text_and_its_sanitized_html():
    comment = a_comment(a_post())
    comment.edit("  <b>Fine</b><script>alert(1)</script>\n")
    comment.refresh_from_db()
    assert comment.body == "  <b>Fine</b><script>alert(1)</script>\n"
    assert "<script" not in comment.body_html
    assert comment.edited is not None


@pytest.mark.one_database
@pytest.mark.parametrize("verb", ["remove", "withdraw"])
def test_a_removed_or_withdrawn_comment_cannot_be_edited(verb):
    comment = a_comment(a_post())
    getattr(comment, verb)()
    with pytest.raises(InvalidTransition):
        comment.edit("Other words.")


def test_replies_to_a_stale_parent_are_placed_correctly():
    post = a_post()
    root = a_comment(post)
    copies = [Comment.objects.get(pk=root.pk) for _ in range(3)]
    replies = [a_comment(post, parent=parent) for parent in copies]
    assert list(Comment.objects.on(post)) == [root, *replies]
    assert not list(audit(repair=False))


def test_saving_a_stale_comment_does_not_change_the_tree():
    post = a_post()
    root = a_comment(post)
    stale = Comment.objects.get(pk=root.pk)
    for _ in range(3):
        a_comment(post, parent=root)
    stale.email = "new@mail.example"
    stale.save()
    root.refresh_from_db()
    assert (root.lft, root.rght, root.email) == (1, 8, "new@mail.example")


def test_a_comment_that_was_built_in_bulk_takes_every_verb():
    _, reply = a_conversation(a_post(), [None, 0])
    reply.remove()
    reply.restore()
    reply.edit("Better said.")
    reply.erase()
    assert list(audit(repair=False)) == []


def test_the_lock_of_a_conversation_cannot_be_nested():
    comment = a_comment(a_post())
    with (
        pytest.raises(RuntimeError, match="locked already"),
        Post.objects.locked(comment.post_id) as post,
    ):
        comment.remove()
    comment.remove()
    post.refresh_from_db()
    assert post.comment_count == 0
