"""How often an author may change a comment's words or add to them."""

from datetime import timedelta
from itertools import chain
from math import ceil

from django.utils import timezone

from comments.models.status import RewordedTooOften

# More than anybody needs to mend a text; every version and every addition is stored whole.
CHANGES_AN_HOUR = 10


def refuse_too_often(comment):
    """Raise RewordedTooOften when the last hour has seen as many changes as it may; in the lock."""
    since = timezone.now() - timedelta(hours=1)
    edits = comment.earlier_versions.filter(replaced__gt=since).values_list("replaced", flat=True)
    additions = comment.additions.filter(created__gt=since).values_list("created", flat=True)
    moments = sorted(chain(edits, additions))[-CHANGES_AN_HOUR:]
    if len(moments) == CHANGES_AN_HOUR:
        raise RewordedTooOften(ceil((moments[0] - since).total_seconds()))
