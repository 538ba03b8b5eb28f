from datetime import timedelta
from functools import partial

from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, InvalidTransition
from comments.rules import State as RuleState
from moderation.models.acts import TAKEN_DOWN
from moderation.models.house_rule import SPAM
from moderation.models.rule import Rule
from moderation.models.training import Training
from moderation.models.wrong_holds import SPAM_RULE, has_held, holds_too_much
from moderation.tasks import train_screening

# Retrain at the latest this long after an erasure, so that the words are gone from the weights
# within a day.
FORGETTING_TIME = timedelta(hours=12)
# A training takes a minute or two; one that takes longer was killed.
MAX_TRAINING_TIME = timedelta(minutes=15)
# A training starts at each decision whose id is a multiple of this, whatever its kind; there is one
# each night anyway.
DECISIONS_BETWEEN_TRAININGS = 25
# Comments taken down under one post since the last training that may be a campaign.
CAMPAIGN_SIZE = 5


class Problem(models.TextChoices):
    """What the owner must know about the learned screening."""

    DAMAGED = "damaged", _("The stored model cannot be read, so the one before it is used.")
    UNREADABLE = "unreadable", _("No stored model can be read: this check judges nothing.")
    FAILED = "failed", _("The last training failed, so the model before it is used.")
    WORSE = "worse", _("The last training would catch much less, so the one before it is used.")
    BLIND = (
        "blind",
        _(
            "It catches almost nothing: advertising that nobody reported may stand among the"
            " comments that it learned from as good ones. The spot checks at the desk find it."
        ),
    )


class State(models.TextChoices):
    """Whether its answers count while its rule is on."""

    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("In shadow again, because it held too many good comments")


class ScreenerManager(models.Manager):
    def of(self, ground: str) -> "Screener":
        """Return the screener of a house rule; create it if there is none."""
        return self.get_or_create(ground=ground)[0]

    def as_it_is(self, ground: str) -> "Screener":
        """Return the same without creating it: an unsaved one if there is none."""
        return self.filter(ground=ground).first() or self.model(ground=ground)

    def claim_training(self, ground: str) -> bool:
        """Claim the training for this process; return False, and drop the pending request, if
        another process is training.
        """
        self.of(ground)
        latest = timezone.now() - MAX_TRAINING_TIME
        free = self.filter(Q(busy_since=None) | Q(busy_since__lt=latest), ground=ground)
        now = timezone.now()
        if free.update(busy_since=now, last_began=now, percent=0):
            return True
        self.filter(ground=ground).update(asked_at=None)
        return False

    def request_training(self, ground: str):
        """Store that somebody waits for a training, which another process does soon."""
        self.of(ground)
        self.filter(ground=ground).update(asked_at=timezone.now())

    def report_progress(self, ground: str, part: float):
        """Store the progress of a training, from 0 to 1."""
        self.filter(ground=ground).update(percent=int(100 * part))

    def release_training(self, ground: str):
        """Store that the training is over; a request made since its beginning stays."""
        waits = Case(When(asked_at__gt=F("busy_since"), then=F("asked_at")), default=None)
        self.filter(ground=ground).update(
            asked_at=waits, busy_since=None, percent=0, last_ended=timezone.now()
        )

    def note_erasure(self):
        """Store that words were erased, from which a model may have learned."""
        self.update(last_erasure=timezone.now())

    def claim_scheduled_training(self, ground: str, *, daily: bool) -> bool:
        """Return whether it is time to train: after erasures, at most twice a day, or `daily`, a
        day after the last training. It is True once an hour, for one process.
        """
        now = timezone.now()
        is_due = Q(last_erasure__gt=F("trained_at"), trained_at__lt=now - FORGETTING_TIME)
        is_due |= Q(trained_at=None, last_erasure__isnull=False)
        if daily:
            is_due |= Q(trained_at=None) | Q(trained_at__lt=now - timedelta(days=1))
        is_free = Q(last_due_at=None) | Q(last_due_at__lt=now - timedelta(hours=1))
        return bool(self.filter(is_due, is_free, ground=ground).update(last_due_at=now))

    def forget_overdue(self):
        """Delete the weights trained before an erasure that is more than a day old."""
        day_ago = timezone.now() - timedelta(days=1)
        is_late = Q(trained_at=None) | Q(last_erasure__gt=F("trained_at"))
        for screener in self.filter(is_late, last_erasure__lt=day_ago).exclude(training=None):
            screener.forget()

    def follow(self, decision):
        """Train soon after a moderator's decision, and suspend a rule that held too much."""
        if _is_in_turn(decision) or decision.takes_down:
            transaction.on_commit(partial(self._train_soon, decision), robust=True)
        if decision.clears:
            self._review(decision.comment)

    def is_due_after(self, decision) -> bool:
        """Return whether a training is due after a decision: after a number of them, or after those
        of a campaign.
        """
        if _is_in_turn(decision):
            return True
        return decision.takes_down and self._completes_campaign(decision.comment)

    def _train_soon(self, decision):
        """Train in another process if there is one, and if the rule is in use."""
        if not train_screening.get_backend().supports_get_result or not rule_is_asked():
            return
        if self.is_due_after(decision):
            train_screening.enqueue()

    def _completes_campaign(self, comment):
        """Return whether, with this one, CAMPAIGN_SIZE comments were taken down under a post since
        the last training.
        """
        last = self.filter(ground=SPAM).values_list("last_began", flat=True).first()
        if last is None:
            return False
        removed = Comment.objects.filter(
            post=comment.post_id, status__in=TAKEN_DOWN, status_since__gt=last
        )
        return removed.count() == CAMPAIGN_SIZE

    def _review(self, comment):
        screener = self.filter(ground=SPAM, state=State.ACTIVE).exclude(training=None).first()
        if screener and has_held(comment) and holds_too_much(screener.watched_since):
            screener.suspend()

    def in_trouble(self):
        """Return the screeners with a problem for the owner."""
        return self.exclude(problem="", state=State.ACTIVE)

    def report(self, ground: str, problem: str):
        """Store a problem for the owner; "" ends it."""
        others = self.filter(ground=ground).exclude(problem=problem)
        others.update(problem=problem, troubled_since=timezone.now() if problem else None)


def _is_in_turn(decision):
    return decision.pk % DECISIONS_BETWEEN_TRAININGS == 0


def rule_is_asked() -> bool:
    """Return whether the rule that uses the model is on or in shadow."""
    return Rule.objects.filter(code=SPAM_RULE).exclude(state=RuleState.OFF).exists()


class Screener(models.Model):
    """The learned recognition of breaches of one house rule, and the training in use."""

    Problem = Problem
    State = State

    ground = models.SlugField(_("house rule"), unique=True)  # its code
    training = models.ForeignKey(Training, models.PROTECT, null=True, related_name="+")
    # An owner chose the training, so new ones are not used by themselves.
    is_pinned = models.BooleanField(default=False)
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    # Since when it has had the problem, or suspended itself
    troubled_since = models.DateTimeField(null=True)
    busy_since = models.DateTimeField(null=True)
    # When somebody asked for a training that has not begun.
    asked_at = models.DateTimeField(null=True, db_column="asked")
    percent = models.PositiveSmallIntegerField(default=0, db_default=0)  # progress of a training
    last_began = models.DateTimeField(null=True)  # when the last training began, and when it ended
    last_ended = models.DateTimeField(null=True)
    trained_at = models.DateTimeField(null=True)  # when the last successful training began
    last_erasure = models.DateTimeField(null=True)  # when words were last erased
    # When a training was last due by time.
    last_due_at = models.DateTimeField(null=True, db_column="requested_at")
    state = models.CharField(
        max_length=10, choices=State, default=State.ACTIVE, db_default=State.ACTIVE
    )
    watched_since = models.DateTimeField(null=True)  # holds before this are not counted

    objects = ScreenerManager()

    class Meta:
        verbose_name = _("learned screening")
        verbose_name_plural = _("learned screening")

    def __str__(self):
        return self.ground

    @property
    def is_training(self) -> bool:
        """Whether a training is running or about to; a killed one is not."""
        since = self.busy_since or self.asked_at
        return bool(since) and since > timezone.now() - MAX_TRAINING_TIME

    @property
    def has_stopped(self) -> bool:
        """Whether a training was killed, or no process took it up."""
        return bool(self.busy_since or self.asked_at) and not self.is_training

    @property
    def found_nothing_new(self) -> bool:
        """Whether the last training had the same result as the previous one, and was not stored."""
        if not self.last_ended or self.is_training:
            return False
        since = Training.objects.of(self.ground).filter(created__gte=self.last_began)
        return not since.exists()

    @property
    def is_suspended(self) -> bool:
        return self.state == State.SUSPENDED

    @property
    def knows_erased_words(self) -> bool:
        """Return whether words were erased since the last training: its weights may have them."""
        if self.last_erasure is None:
            return False
        return self.trained_at is None or self.last_erasure > self.trained_at

    def note_training(self, training: Training, began):
        """Store that a successful training read its examples at a moment.

        If it leaves out erased words, no earlier training is used any more.
        """
        if self.knows_erased_words:
            self.forget(but=training)
        self.trained_at = began
        self.save(update_fields=["trained_at"])

    def forget(self, *, but: Training | None = None):
        """Delete the weights and words of all trainings but one, which is used from now on."""
        Training.objects.of(self.ground).exclude(pk=but and but.pk).update(weights=None, words=[])
        if but and but.weights:
            self.use(but, problem=self.problem)
        else:
            self.training, self.is_pinned = None, False
            self.save(update_fields=["training", "is_pinned"])

    @property
    def trouble(self) -> list[str]:
        """Return the problems for the owner, as sentences."""
        suspended = [f"{self.get_state_display()}."] if self.is_suspended else []
        return [*suspended, *([self.get_problem_display()] if self.problem else [])]

    def suspend(self):
        """Suspend the rule: it only watches, until an owner has checked its holds."""
        active = Screener.objects.filter(pk=self.pk, state=State.ACTIVE)
        active.update(state=State.SUSPENDED, troubled_since=timezone.now())

    def resume(self):
        """Let the rule hold again; earlier holds are not counted any more."""
        self.state, self.watched_since = State.ACTIVE, timezone.now()
        self.save(update_fields=["state", "watched_since"])

    def use(self, training: Training, *, is_pinned=False, problem=""):
        """Use this training from now on; `problem` is its problem for the owner.

        Raises InvalidTransition if it has no weights.
        """
        with transaction.atomic():
            loadable = Training.objects.of(self.ground).loadable()
            if not loadable.filter(pk=training.pk).exists():
                raise InvalidTransition(_("This training has no weights any more."))
            self.training, self.is_pinned, self.problem = training, is_pinned, problem
            self.save(update_fields=["training", "is_pinned"])
            Screener.objects.report(self.ground, problem)
