from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import InvalidTransition
from comments.rules import State as RuleState
from moderation.models.house_rule import SPAM
from moderation.models.rule import Rule
from moderation.models.training import Training
from moderation.models.wrong_holds import SPAM_RULE, has_held, holds_too_much
from moderation.tasks import train_screening

# A training takes a minute or two; what is busy for longer was killed.
MAX_TRAINING_TIME = timedelta(minutes=15)
# Keys of decisions count all kinds of them; each night there is a training anyway.
DECISIONS_BETWEEN_TRAININGS = 25


class Problem(models.TextChoices):
    """What the owner has to know of the learned screening."""

    DAMAGED = "damaged", _("The stored model cannot be read, so the one before it is used.")
    UNREADABLE = "unreadable", _("No stored model can be read: this check judges nothing.")
    FAILED = "failed", _("The last training failed, so the model before it is used.")
    WORSE = "worse", _("The last training would catch much less, so the one before it is used.")
    BLIND = (
        "blind",
        _(
            "It catches almost nothing: advertising that nobody reported may stand among the"
            " comments that it learned from as good ones."
        ),
    )


class State(models.TextChoices):
    """Whether what it says counts where its rule is on."""

    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("In shadow again, because it held too many good comments")


class ScreenerManager(models.Manager):
    def of(self, ground: str) -> "Screener":
        """Return the screener of a house rule; it is made at the first call."""
        return self.get_or_create(ground=ground)[0]

    def as_it_is(self, ground: str) -> "Screener":
        """Return the same, without making it: one that is not stored where there is none."""
        return self.filter(ground=ground).first() or self.model(ground=ground)

    def claim_training(self, ground: str) -> bool:
        """Return whether this process may train now: no other one does."""
        self.of(ground)
        latest = timezone.now() - MAX_TRAINING_TIME
        free = self.filter(Q(busy_since=None) | Q(busy_since__lt=latest), ground=ground)
        return bool(free.update(busy_since=timezone.now()))

    def release_training(self, ground: str):
        self.filter(ground=ground).update(busy_since=None)

    def follow(self, decision):
        """Learn from a moderator's decision soon, and suspend what held too much."""
        if decision.pk % DECISIONS_BETWEEN_TRAININGS == 0:
            transaction.on_commit(self._train_soon, robust=True)
        if decision.clears:
            self._review(decision.comment)

    def _train_soon(self):
        """Train in another process where there is one, and where the rule is asked."""
        if not train_screening.get_backend().supports_get_result:
            return
        if Rule.objects.filter(code=SPAM_RULE).exclude(state=RuleState.OFF).exists():
            train_screening.enqueue()

    def _review(self, comment):
        screener = self.filter(ground=SPAM, state=State.ACTIVE).exclude(training=None).first()
        if screener and has_held(comment) and holds_too_much(screener.watched_since):
            screener.suspend()

    def in_trouble(self):
        """Return those of which an owner should know."""
        return self.exclude(problem="", state=State.ACTIVE)

    def report(self, ground: str, problem: str):
        """Store what the owner has to know; "" when all is well again."""
        self.filter(ground=ground).exclude(problem=problem).update(problem=problem)


class Screener(models.Model):
    """What has learned to recognize breaches of one house rule, and which training it uses."""

    Problem = Problem
    State = State

    ground = models.SlugField(_("house rule"), unique=True)  # its code
    training = models.ForeignKey(Training, models.PROTECT, null=True, related_name="+")
    # An owner chose the training, so that new ones wait until they are chosen.
    is_pinned = models.BooleanField(default=False)
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    busy_since = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=10, choices=State, default=State.ACTIVE, db_default=State.ACTIVE
    )
    watched_since = models.DateTimeField(null=True)  # what it held before is not counted

    objects = ScreenerManager()

    class Meta:
        verbose_name = _("learned screening")
        verbose_name_plural = _("learned screening")

    def __str__(self):
        return self.ground

    @property
    def is_suspended(self) -> bool:
        return self.state == State.SUSPENDED

    def suspend(self):
        """Let the rule only watch, until an owner looks at what it held."""
        Screener.objects.filter(pk=self.pk).update(state=State.SUSPENDED)

    def resume(self):
        """Let the rule hold again; what it held before is not counted any more."""
        self.state, self.watched_since = State.ACTIVE, timezone.now()
        self.save(update_fields=["state", "watched_since"])

    def use(self, training: Training, *, is_pinned=False):
        """Judge by this training from now on. Raises InvalidTransition when it has no weights."""
        with transaction.atomic():
            loadable = Training.objects.of(self.ground).loadable()
            if not loadable.filter(pk=training.pk).exists():
                raise InvalidTransition(_("This training has no weights any more."))
            self.training, self.is_pinned, self.problem = training, is_pinned, ""
            self.save(update_fields=["training", "is_pinned", "problem"])
