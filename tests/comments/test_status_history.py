"""What a comment stores for moderation: earlier statuses, closed branches, quiet days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import CannotReply, Comment, InvalidTransition
from comments.models.status import RETURNS
from posts.models import Post
from tests.cast import a_comment, a_post

pytestmark = pytest.mark.django_db

S = Comment.Status
WAYS = {
    S.PUBLISHED: (S.PUBLISHED, []),
    S.HELD: (S.PUBLISHED, ["hold"]),
    S.REJECTED: (S.HELD, ["reject"]),
    S.REMOVED: (S.PUBLISHED, ["remove"]),
    S.WITHDRAWN: (S.PUBLISHED, ["withdraw"]),
}


@pytest.mark.one_database
@pytest.mark.parametrize("target", S)
@pytest.mark.parametrize("source", S)
def test_a_comment_returns_only_to_a_status_it_can_have_had(source, target):
    post = a_post()
    first, verbs = WAYS[source]
    comment = a_comment(post, status=first)
    for verb in verbs:
        getattr(comment, verb)()
    if target in RETURNS.get(source, ()):
        comment.return_to(target)
    else:
        with pytest.raises(InvalidTransition):
            comment.return_to(target)
        target = source
    comment.refresh_from_db()
    post.refresh_from_db()
    assert comment.status == target
    assert post.comment_count == (target == S.PUBLISHED)


def test_a_closed_branch_takes_no_replies_and_its_neighbours_do():
    post = a_post()
    root = a_comment(post)
    branch = a_comment(post, parent=root)
    below = a_comment(post, parent=branch)
    branch.close_branch()
    for parent in (branch, below):
        with pytest.raises(CannotReply, match="closed"):
            a_comment(post, parent=parent)
    a_comment(post, parent=root)
    branch.open_branch()
    a_comment(post, parent=below)


@pytest.mark.one_database
def test_a_branch_that_is_closed_cannot_be_closed_again():
    comment = a_comment(a_post())
    comment.close_branch()
    with pytest.raises(InvalidTransition):
        comment.close_branch()


@pytest.mark.one_database
def test_a_comment_stores_how_long_the_post_was_quiet_before():
    post = a_post()
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=4000))
    first, second = a_comment(post, status=S.HELD), a_comment(post)
    third = a_comment(post)
    assert [c.quiet_days for c in (first, second, third)] == [4000, 4000, 0]


def test_imported_comments_store_the_quiet_days_too():
    post = a_post()
    now = timezone.now()
    Post.objects.filter(pk=post.pk).update(published_at=now - timedelta(days=1000))
    post.refresh_from_db()
    author = a_comment(a_post()).author
    drafts = []
    for days in (999, 990, 100, 99):
        created = now - timedelta(days=days)
        draft = Comment(author=author, name="Ann", status=S.PUBLISHED, created=created)
        draft.write("Said long ago.")
        draft.stamp_publication(post, created)
        drafts.append(draft)
    Comment.objects.build(post, drafts)
    assert [draft.quiet_days for draft in drafts] == [1, 9, 890, 1]
