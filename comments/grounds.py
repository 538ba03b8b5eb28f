"""Why comments were taken down.

COMMENT_GROUNDS names the function, because comments must not import moderation.
"""

from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from comments.models import Comment

TAKEN_DOWN = (Comment.Status.REJECTED, Comment.Status.REMOVED)


class Ground(NamedTuple):
    """What a decision to take a comment down rests on."""

    label: str  # "House rule: No threats", "Law: …"
    sentence: str  # what its author reads as the reason


def grounds_of(comments) -> dict[int, Ground]:
    """Return the grounds on which comments, or rows of them, were rejected or removed, by key.

    Takes one query, and none where nothing was taken down.
    """
    keys = [comment.pk for comment in comments if comment.status in TAKEN_DOWN]
    return import_string(settings.COMMENT_GROUNDS)(keys) if keys else {}
