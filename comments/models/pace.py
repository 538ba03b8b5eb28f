"""The rate limit of edits and additions to one comment."""

from datetime import timedelta
from itertools import chain

from django.utils import timezone

from accounts.limits import HOUR, seconds_left
from comments.models.status import EditedTooOften

# More than anybody needs to correct a text; each version and each addition is stored whole.
MAX_CHANGES_PER_HOUR = 10


def check_edit_rate(comment):
    """Raise EditedTooOften when the comment was changed MAX_CHANGES_PER_HOUR times within an hour.

    Call it inside the post's lock.
    """
    now = timezone.now()
    since = now - timedelta(seconds=HOUR)
    edits = comment.earlier_versions.filter(replaced__gt=since).values_list("replaced", flat=True)
    additions = comment.additions.filter(created__gt=since).values_list("created", flat=True)
    changes = sorted(chain(edits, additions))
    if len(changes) >= MAX_CHANGES_PER_HOUR:
        raise EditedTooOften(seconds_left(changes[-MAX_CHANGES_PER_HOUR], HOUR, now=now))
