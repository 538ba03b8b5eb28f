"""A training: read the lessons, learn, choose the threshold, store it.

It takes seconds to minutes, so it never runs in a request. Nothing is stored before the end: a
process that is killed changes nothing.
"""

import logging
from collections import defaultdict
from functools import cached_property

from django.db import transaction
from django.utils import timezone

from moderation.learning import thresholds
from moderation.learning.heaviest_words import heaviest_words
from moderation.learning.learner import Model, train
from moderation.learning.lessons import read_lessons
from moderation.learning.spot_checks import spot_checks
from moderation.models import Rule, Screener, SpotCheck, Training
from moderation.models.house_rule import SPAM
from moderation.models.screener import rule_is_asked
from moderation.models.wrong_holds import SPAM_RULE

DEFAULT_SHARE = 2  # percent
# A training that is predicted to catch this much less is not used.
MAX_LOSS = 10  # percent
# A training that is predicted to catch less is useless.
MIN_CAUGHT = 25  # percent
# This many comments removed as spam are enough to look for more of them.
MIN_BAD_FOR_CHECKS = 3

log = logging.getLogger(__name__)

Outcome = Training.Outcome


def train_screener(ground: str = SPAM, share: float | None = None) -> Training | None:
    """Train the model of a house rule and return the result; None if another process trains.

    `share` is the percentage of good comments that may be held; None: the owner's setting.
    """
    share = _share() if share is None else share
    if not Screener.objects.claim_training(ground):
        return None
    try:
        began = timezone.now()
        training, checks = _train(ground, share)
        with transaction.atomic():
            training = _store(training, began)
            if ground == SPAM:
                _put_in_queue(checks, training)
            return training
    finally:
        Screener.objects.release_training(ground)


def _put_in_queue(checks, training):
    """Replace the old spot checks by new ones; there are none while the rule is off."""
    if not rule_is_asked():
        SpotCheck.objects.drop_open()
    elif checks is not None:
        for check in checks:
            check.training = training
        SpotCheck.objects.replace(checks)


def _share():
    rule = Rule.objects.filter(code=SPAM_RULE).first()
    return rule.options.get("share", DEFAULT_SHARE) if rule else DEFAULT_SHARE


def _train(ground, share):
    """Return an unsaved training, and the spot checks after it; None for these if they cannot be
    chosen, so that the old ones stay.
    """
    try:
        course = _Course(ground, share)
        return course.training(), _spot_checks_of(course) if ground == SPAM else None
    except Exception:
        log.exception("The training for %s failed", ground)
        return Training(ground=ground, share=share, outcome=Outcome.FAILED), None


def _spot_checks_of(course):
    try:
        return course.spot_checks() if rule_is_asked() else []
    except Exception:
        log.exception("The spot checks cannot be chosen; the training is good without them")
        return None


class _Course:
    """One run of a training: its examples, models and results."""

    def __init__(self, ground, share):
        self.ground, self.share, self.threshold = ground, share, None
        self.lessons, self.left_out = read_lessons(ground)
        self.examples = [lesson.example for lesson in self.lessons]
        self.posts = [lesson.post_id for lesson in self.lessons]

    def training(self) -> Training:
        missing = thresholds.missing(self.examples, self.posts, self.share)
        fields = self._counts() | {"missing": missing._asdict() if missing else {}}
        if missing:
            return Training(outcome=Outcome.TOO_FEW, **fields)
        threshold = self.threshold = thresholds.choose(
            self.examples, self.posts, self.scores, self.share
        )
        return Training(
            outcome=Outcome.USED,
            threshold=threshold.value,
            held=threshold.held,
            caught=threshold.caught,
            digest=self.model.digest,
            weights=self.model.dump(),
            words=heaviest_words(self.model, self.lessons),
            **fields,
        )

    def _report(self, part):
        Screener.objects.report_progress(self.ground, part)

    @cached_property
    def scores(self) -> list[float]:
        """The out-of-fold score of each lesson."""
        return thresholds.out_of_fold(self.examples, self.posts, self._report)

    @cached_property
    def model(self) -> Model:
        return train(self.examples)

    def spot_checks(self) -> list[SpotCheck]:
        """Return the comments that moderators should check. A few decisions are enough for that:
        the checks find more, while a threshold still has to wait.
        """
        if not self._can_compare:
            return []
        threshold = self.threshold.value if self.threshold else None
        return spot_checks(self.lessons, self.scores, self.model, threshold)

    @property
    def _can_compare(self):
        """Return whether both kinds come from several posts, so that one can be left out."""
        posts = {True: set(), False: set()}
        for lesson in self.lessons:
            posts[lesson.example.is_bad].add(lesson.post_id)
        bad = sum(example.is_bad for example in self.examples)
        return bad >= MIN_BAD_FOR_CHECKS and min(map(len, posts.values())) > 1

    def _counts(self):
        counts = defaultdict(int)
        for lesson in self.lessons:
            kind = "bad" if lesson.example.is_bad else "good"
            counts[kind if lesson.is_decided else "long_standing"] += 1
        return {
            "ground": self.ground,
            "share": self.share,
            "posts": len(set(self.posts)),
            "left_out": self.left_out,
            **counts,
        }


def _store(training, began):
    """Store a training that began at a moment, and return it; use it, unless it is worse or the
    owner chose another. If nothing is new, return the last training instead.

    Trainings that may contain words erased since then lose their weights.
    """
    screener = Screener.objects.of(training.ground)
    last = Training.objects.of(training.ground).first()
    if last and last.weights and _is_the_same(training, last):
        training = last
    else:
        if training.outcome == Outcome.USED and _is_much_worse(training, screener):
            training.outcome = Outcome.WORSE
        training.save()
        problem = _problem_of(training)
        if training.outcome == Outcome.USED and not screener.is_pinned:
            screener.use(training, problem=problem)
        elif problem:
            Screener.objects.report(training.ground, problem)
        Training.objects.drop_old_weights(training.ground, in_use=screener.training_id)
    if training.outcome != Outcome.FAILED:
        screener.note_training(training, began)
    return training


def _problem_of(training) -> str:
    """Return the problem of a training that the owner must know, or ""."""
    if training.caught is not None and training.caught < MIN_CAUGHT:
        return Screener.Problem.BLIND
    return training.outcome if training.outcome in (Outcome.WORSE, Outcome.FAILED) else ""


def _is_the_same(training, last):
    fields = ("digest", "share", "threshold")
    return all(getattr(training, name) == getattr(last, name) for name in fields)


def _is_much_worse(training, screener):
    last = screener.training
    if last is None or last.share != training.share or screener.knows_erased_words:
        return False
    return training.caught < last.caught - MAX_LOSS
