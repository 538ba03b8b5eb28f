"""The rate limit of edits and additions to one comment."""

from datetime import timedelta
from itertools import chain
from math import ceil

from django.utils import timezone

from comments.models.status import EditedTooOften

# More than anybody needs to correct a text; each version and each addition is stored whole.
MAX_CHANGES_PER_HOUR = 10


def check_edit_rate(comment):
    """Raise EditedTooOften when the comment was changed MAX_CHANGES_PER_HOUR times within an hour.

    Call it inside the post's lock.
    """
    since = timezone.now() - timedelta(hours=1)
    edits = comment.earlier_versions.filter(replaced__gt=since).values_list("replaced", flat=True)
    additions = comment.additions.filter(created__gt=since).values_list("created", flat=True)
    moments = sorted(chain(edits, additions))[-MAX_CHANGES_PER_HOUR:]
    if len(moments) == MAX_CHANGES_PER_HOUR:
        raise EditedTooOften(ceil((moments[0] - since).total_seconds()))
