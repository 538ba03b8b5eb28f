"""The events since a moment, found by the rows that they changed.

So an event costs nothing when it happens, and none is lost when a server stops in between.
"""

from typing import NamedTuple

from django.db.models import F

from blogsite.models.webhook import Event
from comments.models import Comment
from moderation.models import Appeal, Decision, Report
from moderation.models.acts import REMOVAL_ACTIONS, Action
from posts.models import Post


class Change(NamedTuple):
    """One event: its kind, ids of its objects, and a text that identifies it."""

    event: Event
    about: dict
    mark: str


def changes_since(moment, events):
    """Yield the changes of these kinds since a moment; the same one maybe twice."""
    for event in events:
        for change in FINDERS[event](moment):
            yield change._replace(event=event)


def _held(moment):
    comments = Comment.objects.held().filter(status_since__gte=moment)
    return _of_comments(comments.values_list("pk", "status_since"))


def _published(moment):
    comments = Comment.objects.published()
    yield from _of_comments(
        comments.filter(published_at__gte=moment).values_list("pk", "status_since")
    )
    back = Decision.objects.filter(
        action__in=[Action.RESTORE, Action.APPROVE, Action.UNDO],
        created__gte=moment,
        comment__status=Comment.Status.PUBLISHED,
        comment__status_since__gte=moment,
    )
    yield from _of_comments(back.values_list("comment", "comment__status_since"))


def _removed(moment):
    decisions = Decision.objects.filter(action__in=REMOVAL_ACTIONS, created__gte=moment)
    yield from _of_comments(
        decisions.filter(comment__isnull=False).values_list("comment", "created")
    )
    own = Comment.objects.unpublished(Comment.Status.WITHDRAWN).filter(status_since__gte=moment)
    yield from _of_comments(own.values_list("pk", "status_since"))


def _reported(moment):
    reports = Report.objects.filter(created__gte=moment)
    for pk, comment in reports.values_list("pk", "comment"):
        yield Change(None, {"report": pk, "comment": comment}, str(pk))


def _appealed(moment):
    appeals = Appeal.objects.filter(created__gte=moment).annotate(of=F("decision__comment"))
    for pk, comment in appeals.values_list("pk", "of"):
        yield Change(None, {"appeal": pk, "comment": comment}, str(pk))


def _posts(moment):
    posts = Post.objects.published().filter(published_at__gte=moment)
    for pk, published in posts.values_list("pk", "published_at"):
        yield Change(None, {"post": pk}, f"{pk} {_number(published)}")


def _of_comments(rows):
    for pk, since in rows:
        yield Change(None, {"comment": pk}, f"{pk} {_number(since)}")


def _number(moment):
    return f"{moment.timestamp():.6f}"


FINDERS = {
    Event.COMMENT_HELD: _held,
    Event.COMMENT_PUBLISHED: _published,
    Event.COMMENT_REMOVED: _removed,
    Event.COMMENT_REPORTED: _reported,
    Event.COMMENT_APPEALED: _appealed,
    Event.POST_PUBLISHED: _posts,
}
