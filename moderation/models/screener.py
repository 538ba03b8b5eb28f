from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import InvalidTransition
from moderation.models.training import Training

# A training takes a minute or two; what is busy for longer was killed.
MAX_TRAINING_TIME = timedelta(minutes=15)


class Problem(models.TextChoices):
    """What the owner has to know of the learned screening."""

    DAMAGED = "damaged", _("The stored model cannot be read, so the one before it is used.")
    UNREADABLE = "unreadable", _("No stored model can be read: this check judges nothing.")
    FAILED = "failed", _("The last training failed, so the model before it is used.")
    WORSE = "worse", _("The last training would catch much less, so the one before it is used.")


class ScreenerManager(models.Manager):
    def of(self, ground: str) -> "Screener":
        """Return the screener of a house rule; it is made at the first call."""
        return self.get_or_create(ground=ground)[0]

    def claim_training(self, ground: str) -> bool:
        """Return whether this process may train now: no other one does."""
        self.of(ground)
        latest = timezone.now() - MAX_TRAINING_TIME
        free = self.filter(Q(busy_since=None) | Q(busy_since__lt=latest), ground=ground)
        return bool(free.update(busy_since=timezone.now()))

    def release_training(self, ground: str):
        self.filter(ground=ground).update(busy_since=None)

    def report(self, ground: str, problem: str):
        """Store what the owner has to know; "" when all is well again."""
        self.filter(ground=ground).exclude(problem=problem).update(problem=problem)


class Screener(models.Model):
    """What has learned to recognize breaches of one house rule, and which training it uses."""

    Problem = Problem

    ground = models.SlugField(_("house rule"), unique=True)  # its code
    training = models.ForeignKey(Training, models.PROTECT, null=True, related_name="+")
    # An owner chose the training, so that new ones wait until they are chosen.
    is_pinned = models.BooleanField(default=False)
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    busy_since = models.DateTimeField(null=True)

    objects = ScreenerManager()

    class Meta:
        verbose_name = _("learned screening")
        verbose_name_plural = _("learned screening")

    def __str__(self):
        return self.ground

    def use(self, training: Training, *, is_pinned=False):
        """Judge by this training from now on. Raises InvalidTransition when it has no weights."""
        with transaction.atomic():
            loadable = Training.objects.of(self.ground).loadable()
            if not loadable.filter(pk=training.pk).exists():
                raise InvalidTransition(_("This training has no weights any more."))
            self.training, self.is_pinned, self.problem = training, is_pinned, ""
            self.save(update_fields=["training", "is_pinned", "problem"])
