"""The HTML of stored comments, written anew on the day the policy for it has changed."""

from collections.abc import Iterator

from comments.cleaning import html_of
from comments.models import Comment
from posts.models import Post

AT_ONCE = 200  # comments: a lock so short that nobody who writes meanwhile notices


def resanitize() -> Iterator[tuple[int, int]]:
    """Hold every comment's HTML against its words, and mend it where they differ.

    Yields, as it goes, how many were looked at and how many of them changed. What stands already
    takes no lock and makes no page new, so a run that was cut short is finished by another.
    """
    for post in Post.objects.order_by("pk").values_list("pk", flat=True).iterator():
        last = 0
        while comments := _next(post, last):
            stale = [comment.pk for comment in comments if _is_stale(comment)]
            if stale:
                _mend(post, stale)
            yield len(comments), len(stale)
            last = comments[-1].pk


def _next(post, last):
    comments = Comment.objects.on(post).filter(pk__gt=last).order_by("pk")
    return list(comments.only("body", "body_html")[:AT_ONCE])


def _is_stale(comment):
    return comment.body_html != html_of(comment.body)


def _mend(post, stale):
    with Post.objects.locked(post):
        comments = Comment.objects.filter(pk__in=stale)
        for comment in comments:
            comment.write(comment.body)
        Comment.objects.bulk_update(comments, ["body_html"])
