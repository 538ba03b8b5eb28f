"""A training from beginning to end: read the lessons, learn, choose the threshold, store it.

It takes seconds to minutes, so it never runs in a request. Nothing is stored before the end: a
process that is killed changes nothing.
"""

import logging
from collections import defaultdict

from django.db import transaction

from moderation.learning import thresholds
from moderation.learning.heaviest_words import heaviest_words
from moderation.learning.learner import train
from moderation.learning.lessons import lessons_for
from moderation.models import Rule, Screener, Training
from moderation.models.house_rule import SPAM
from moderation.models.wrong_holds import SPAM_RULE

DEFAULT_SHARE = 2  # percent
# A training that is predicted to catch so much less is not used.
MAX_LOSS = 10  # percent
# One that is predicted to catch less is as good as blind.
MIN_CAUGHT = 25  # percent

log = logging.getLogger(__name__)

Outcome = Training.Outcome


def train_screener(ground: str = SPAM, share: float | None = None) -> Training | None:
    """Train the model of a house rule, and return what came of it; None while another does.

    `share` is how many good comments may be held, in percent; what the owner set when None.
    """
    share = _share() if share is None else share
    if not Screener.objects.claim_training(ground):
        return None
    try:
        training = _training(ground, share)
        with transaction.atomic():
            return _store(training)
    finally:
        Screener.objects.release_training(ground)


def _share():
    rule = Rule.objects.filter(code=SPAM_RULE).first()
    return rule.numbers.get("share", DEFAULT_SHARE) if rule else DEFAULT_SHARE


def _training(ground, share):
    """Return a training that is not stored yet."""
    try:
        return _Course(ground, share).training()
    except Exception:
        log.exception("The training for %s failed", ground)
        return Training(ground=ground, share=share, outcome=Outcome.FAILED)


class _Course:
    """One training of a model."""

    def __init__(self, ground, share):
        self.ground, self.share = ground, share
        self.lessons = lessons_for(ground)
        self.examples = [lesson.example for lesson in self.lessons]
        self.posts = [lesson.post_id for lesson in self.lessons]

    def training(self) -> Training:
        missing = thresholds.missing(self.examples, self.posts, self.share)
        fields = self._counts() | {"missing": missing._asdict() if missing else {}}
        if missing:
            return Training(outcome=Outcome.TOO_FEW, **fields)
        scores = thresholds.out_of_fold(self.examples, self.posts)
        threshold = thresholds.choose(self.examples, scores, self.share)
        model = train(self.examples)
        return Training(
            outcome=Outcome.USED,
            threshold=threshold.value,
            held=threshold.held,
            caught=threshold.caught,
            digest=model.digest,
            weights=model.dump(),
            words=heaviest_words(model, self.lessons),
            **fields,
        )

    def _counts(self):
        counts = defaultdict(int)
        for lesson in self.lessons:
            kind = "bad" if lesson.example.is_bad else "good"
            counts[kind if lesson.is_decided else "long_standing"] += 1
        return {"ground": self.ground, "share": self.share, "posts": len(set(self.posts)), **counts}


def _store(training):
    """Store a training and return it; it is used, unless it is worse or the owner chose another.

    When nothing is new, the last training is returned instead.
    """
    screener = Screener.objects.of(training.ground)
    last = Training.objects.of(training.ground).first()
    if last and training.digest and _is_the_same(training, last):
        return last
    if training.outcome == Outcome.USED and _is_much_worse(training, screener):
        training.outcome = Outcome.WORSE
    training.save()
    if training.outcome == Outcome.USED and not screener.is_pinned:
        screener.use(training)
        if training.caught < MIN_CAUGHT:
            Screener.objects.report(training.ground, Screener.Problem.BLIND)
    elif training.outcome in (Outcome.WORSE, Outcome.FAILED):
        Screener.objects.report(training.ground, training.outcome)
    Training.objects.drop_old_weights(training.ground, in_use=screener.training_id)
    return training


def _is_the_same(training, last):
    fields = ("digest", "share", "threshold")
    return all(getattr(training, name) == getattr(last, name) for name in fields)


def _is_much_worse(training, screener):
    last = screener.training
    is_comparable = last is not None and last.share == training.share
    return is_comparable and training.caught < last.caught - MAX_LOSS
