"""Which comments moderators are asked to look at after a training.

Advertising that nobody reports stands, counts as good in the next training, and makes the model
blind. So the standing comments that look most like advertising are checked, and of what the rule
let through one in fifty, drawn at random: only these show how much it misses.
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
MAX_COMPARED = 100  # of the highest scores: one of those that are alike is enough
ONE_IN = 50
RANDOM_AGE, MAX_RANDOM = timedelta(days=7), 20


class Scored(NamedTuple):
    """A comment that stands, as what it could teach, and how bad it looks."""

    lesson: Lesson
    score: float

    @property
    def comment_id(self) -> int:
        return self.lesson.comment_id


def spot_checks(lessons, scores, model, threshold=None) -> list[SpotCheck]:
    """Return unsaved spot checks for what was learned.

    `scores` are those of the lessons, each by a model that knows nothing of its post. Comments that
    are not among the lessons are scored by `model`.
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
    """Return the keys of comments that the rule let through and chance drew, the newest first.

    Those of a week are drawn again each time, so one that nobody has checked yet is not lost.
    """
    recent = _unchecked().filter(
        published_at__gt=timezone.now() - RANDOM_AGE, circumstance__rules__has_key=SPAM_RULE
    )
    suspected = Finding.objects.filter(rule=SPAM_RULE, comment=OuterRef("pk"))
    passes = recent.exclude(Exists(suspected)).order_by("-pk").values_list("pk", flat=True)
    return [pk for pk in passes[:MAX_CANDIDATES] if is_drawn(pk)][:MAX_RANDOM]


def is_drawn(pk: int) -> bool:
    """Return whether chance draws a comment: one in fifty, which nobody outside can foresee."""
    digest = salted_hmac("spot check", str(pk), algorithm="sha256").hexdigest()
    return int(digest[:12], 16) % ONE_IN == 0


def _unchecked():
    """Return the published comments that no moderator has decided on, and that nobody reported."""
    decided = Decision.objects.of_moderators().filter(comment=OuterRef("pk"))
    comments = Comment.objects.published().filter(origin=None, erased=None, case=None)
    return comments.exclude(author__user__is_staff=True).filter(~Exists(decided))


def _candidates():
    return list(_unchecked().order_by("-pk").values_list("pk", flat=True)[:MAX_CANDIDATES])


def _scored(keys, lessons, scores, model):
    """Return comments with their scores, those that look worst first."""
    known = {
        lesson.comment_id: Scored(lesson, score)
        for lesson, score in zip(lessons, scores, strict=True)
    }
    unknown = lessons_of(dict.fromkeys(sorted(set(keys) - set(known))))
    scored = [known[pk] for pk in keys if pk in known]
    scored += [Scored(lesson, model.score(lesson.example.features)) for lesson in unknown]
    return sorted(scored, key=lambda one: (-one.score, -one.comment_id))


def _suspects(scored):
    """Return those to check; of comments that are alike only the first."""
    worst = scored[:MAX_COMPARED]
    firsts = campaigns([one.lesson.fingerprint for one in worst])
    return [one for n, one in enumerate(worst) if firsts[n] == n][:MAX_SUSPECTS]
