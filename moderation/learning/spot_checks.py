"""Choose published comments for moderators to check after a training.

Advertising that nobody reports stays published, counts as good in the next training, and makes the
model blind. So the published comments with the highest scores are checked, and one in fifty, at
random, of those that the rule passed: only these show how much it misses.
"""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.models import Comment, Finding
from moderation.learning.campaigns import campaigns
from moderation.learning.lessons import Lesson, lessons_of
from moderation.models import Decision, SpotCheck
from moderation.models.wrong_holds import SPAM_RULE

MAX_CANDIDATES = 5_000  # the newest comments
MAX_SUSPECTS = 10
MAX_COMPARED = 100  # of the highest scores, one of each group of similar ones
ONE_IN = 50
RANDOM_AGE, MAX_RANDOM = timedelta(days=7), 20


class Scored(NamedTuple):
    """A published comment, its lesson, and its score."""

    lesson: Lesson
    score: float

    @property
    def comment_id(self) -> int:
        return self.lesson.comment_id


def spot_checks(lessons, scores, model, threshold=None) -> list[SpotCheck]:
    """Return unsaved spot checks after a training.

    `scores` are those of the lessons, out of fold. Comments without a lesson are scored by `model`.
    """
    passes = drawn_passes()
    others = [pk for pk in _candidates() if pk not in set(passes)]
    suspects = _suspects(_scored(others, lessons, scores, model))
    kind, numbers = SpotCheck.Kind, {"threshold": threshold, "created": timezone.now()}
    return [
        *(SpotCheck(comment_id=pk, kind=kind.RANDOM, **numbers) for pk in passes),
        *(
            SpotCheck(comment_id=one.comment_id, kind=kind.SUSPECT, score=one.score, **numbers)
            for one in suspects
        ),
    ]


def drawn_passes() -> list[int]:
    """Return the keys of a random sample of comments that the rule passed, newest first.

    The sample covers a week each time, so comments that nobody has checked yet stay in it.
    """
    recent = _unchecked().filter(
        published_at__gt=timezone.now() - RANDOM_AGE, circumstance__rules__has_key=SPAM_RULE
    )
    suspected = Finding.objects.filter(rule=SPAM_RULE, comment=OuterRef("pk"))
    passes = recent.exclude(Exists(suspected)).order_by("-pk").values_list("pk", flat=True)
    return [pk for pk in passes[:MAX_CANDIDATES] if is_drawn(pk)][:MAX_RANDOM]


def is_drawn(pk: int) -> bool:
    """Return whether a comment is in the sample: one in fifty, unpredictable from outside."""
    digest = salted_hmac("spot check", str(pk), algorithm="sha256").hexdigest()
    return int(digest[:12], 16) % ONE_IN == 0


def _unchecked():
    """Return the published comments without a moderator's decision and without reports."""
    decided = Decision.objects.of_moderators().filter(comment=OuterRef("pk"))
    comments = Comment.objects.published().filter(origin=None, erased=None, case=None)
    return comments.exclude(author__user__is_staff=True).filter(~Exists(decided))


def _candidates():
    return list(_unchecked().order_by("-pk").values_list("pk", flat=True)[:MAX_CANDIDATES])


def _scored(keys, lessons, scores, model):
    """Return comments with their scores, the highest first."""
    known = {
        lesson.comment_id: Scored(lesson, score)
        for lesson, score in zip(lessons, scores, strict=True)
    }
    unknown = lessons_of(dict.fromkeys(sorted(set(keys) - set(known))))
    scored = [known[pk] for pk in keys if pk in known]
    scored += [Scored(lesson, model.score(lesson.example.features)) for lesson in unknown]
    return sorted(scored, key=lambda one: (-one.score, -one.comment_id))


def _suspects(scored):
    """Return the comments to check; of similar ones only the first."""
    worst = scored[:MAX_COMPARED]
    firsts = campaigns([one.lesson.fingerprint for one in worst])
    return [one for n, one in enumerate(worst) if firsts[n] == n][:MAX_SUSPECTS]
