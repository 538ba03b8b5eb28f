"""Store fingerprints of comments: of the newest every few seconds, of all others by command.

They are not stored with the comment itself, so that posting does not wait for them.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Length
from django.utils import timezone

from comments.models import Addition, Comment
from moderation.models import Decision
from moderation.models.likeness import Likeness
from moderation.similarity.fingerprint import MIN_LETTERS

FINGERPRINT_RETENTION = timedelta(days=90)  # of comments without a decision
NEWEST = 2_000  # comments that a round searches for new ones
AT_ONCE = 20  # comments locked together, for some milliseconds
PER_ROUND = 200


def fill_newest() -> int:
    """Store the fingerprints of the newest comments; return how many comments were checked.

    A round of the server's thread; the next round does the rest. It begins with the newest, because
    comments with too few letters never get a fingerprint, and would fill each round.
    """
    newest = Comment.objects.aggregate(newest=Max("pk"))["newest"] or 0
    recent = _recent().filter(pk__gt=newest - NEWEST)
    keys = list(_without(recent).reverse()[:PER_ROUND])
    _store(keys)
    return len(keys)


def fill() -> Iterator[int]:
    """Store the fingerprints of all comments that should have one; yield how many were checked.

    An interrupted run can be repeated: only missing ones are stored.
    """
    for comments in (_recent(), _decided()):
        last = 0
        while keys := list(_without(comments.filter(pk__gt=last))[:PER_ROUND]):
            _store(keys)
            last = keys[-1]
            yield len(keys)


def missing() -> int:
    """Return how many comments should have a fingerprint, and have none."""
    return sum(_without(comments).count() for comments in (_recent(), _decided()))


def renew(comment):
    """Store the fingerprint of a comment whose text was changed; COMMENT_CHANGE names this."""
    Likeness.objects.renew(comment)


def _recent():
    return Comment.objects.filter(created__gt=timezone.now() - FINGERPRINT_RETENTION)


def _decided():
    return Comment.objects.filter(pk__in=Decision.objects.of_moderators().values("comment"))


def _without(comments):
    """Return the keys of comments without a fingerprint that may have enough letters, in order."""
    long = comments.annotate(length=Length("body")).filter(length__gte=MIN_LETTERS)
    return long.filter(likeness=None, erased=None).order_by("pk").values_list("pk", flat=True)


def _store(keys):
    for start in range(0, len(keys), AT_ONCE):
        with transaction.atomic():
            # Locked, so that nobody erases one while its text is read here. Comments that are
            # locked already are left to the next round: writers lock many comments of a tree, in
            # another order.
            # Those that another process has stored meanwhile are left out.
            locked = Comment.objects.select_for_update(no_key=True, skip_locked=True)
            stored = Likeness.objects.filter(comment=OuterRef("pk"))
            wanted = locked.filter(~Exists(stored), erased=None)
            comments = list(wanted.filter(pk__in=keys[start : start + AT_ONCE]))
            Addition.objects.fetch_for(comments)
            decided = Decision.objects.of_moderators().filter(comment__in=comments)
            decided = set(decided.values_list("comment", flat=True))
            rows = [
                row
                for comment in comments
                for row in Likeness.objects.rows_of([comment], is_decided=comment.pk in decided)
            ]
            Likeness.objects.bulk_create(rows, ignore_conflicts=True)
