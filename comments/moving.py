"""Move comments from one conversation to another, each tree as it is."""

from contextlib import ExitStack

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F, Max, Q

from comments.models import Comment, Subscription
from posts.models import Blog, ForeignPage, OldAddress, Post
from posts.models.write_queue import queue_for_writing


def move_comments(source: Post, target: Post, which: Q) -> int:
    """Move the root comments of `source` that meet a condition, and everything below them, to the
    conversation of `target`; return how many comments were moved.

    They come after those that are there, in the order that they had. A page of another site that
    has no comment left then leads to the target.
    """
    with queue_for_writing(DEFAULT_DB_ALIAS), transaction.atomic():
        count = _move_trees(source, target, which)
        if source.is_elsewhere and not Comment.objects.on(source).exists():
            _replace(source, target)
        Blog.objects.touch()  # lists show the counts
    return count


def _move_trees(source, target, which) -> int:
    with ExitStack() as locks:
        keys = sorted([source.pk, target.pk])  # two posts are locked in ascending id
        locked = {key: locks.enter_context(Post.objects.locked(key)) for key in keys}
        old, new = locked[source.pk], locked[target.pk]
        roots = Comment.objects.on(old).top_level().filter(which)
        moved = Comment.objects.on(old).filter(tree_id__in=roots.order_by().values("tree_id"))
        published = moved.published().count()
        last_number = roots.aggregate(last=Max("number"))["last"] or 0
        _move_pin(old, new, moved)
        Subscription.objects.filter(comment__in=moved.values("pk")).update(post=new)
        count = moved.update(post=new, number=F("number") + new.last_number)
        old.comment_count -= published
        new.comment_count += published
        new.last_number += last_number
    return count


def _move_pin(old, new, moved):
    """Let a pinned comment be pinned where it goes, unless another one is pinned there."""
    if old.pinned_key and moved.filter(pk=old.pinned_key).exists():
        new.pinned_key, old.pinned_key = new.pinned_key or old.pinned_key, None
        for post in (old, new):
            post.save(update_fields=["pinned_key"])


def _replace(page, target):
    """Let the URLs of a page of another site lead to another post, and delete the page."""
    ForeignPage.objects.give(page, target)
    page.old_addresses.update(post=target)
    OldAddress.objects.add(page.path, target)
    page.delete()
