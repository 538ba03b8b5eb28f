"""Why comments were taken down.

COMMENT_GROUNDS names the function, because comments must not import moderation.
"""

from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from comments.models import Comment

TAKEN_DOWN = (Comment.Status.REJECTED, Comment.Status.REMOVED)


class Ground(NamedTuple):
    """The ground of a decision to take a comment down."""

    label: str  # "House rule: No threats", "Law: …"
    sentence: str  # the reason that its author reads


def grounds_of(comments) -> dict[int, Ground]:
    """Return, by key, the grounds on which comments (or their rows) were rejected or removed.

    Takes one query, and none if nothing was taken down.
    """
    keys = [comment.pk for comment in comments if comment.status in TAKEN_DOWN]
    return import_string(settings.COMMENT_GROUNDS)(keys) if keys else {}
