from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.punctuation import listed
from posts.dates import day_and_time

LOADABLE = 3  # the newest trainings that can be used again


class Outcome(models.TextChoices):
    USED = "used", _("In use since")
    TOO_FEW = "too_few", _("Too few decisions")
    WORSE = "worse", _("Worse than the last one, not used")
    FAILED = "failed", _("Failed, not used")


class TrainingQuerySet(models.QuerySet):
    def of(self, ground: str):
        """Return the trainings for a house rule, newest first."""
        return self.filter(ground=ground)

    def loadable(self):
        """Return the trainings that still have their weights."""
        return self.exclude(weights=None)

    def without_weights(self):
        """Defer the weights, a megabyte each."""
        return self.defer("weights")

    def drop_old_weights(self, ground: str, in_use=None):
        """Delete the weights and the words of all but the newest three, and the one in use."""
        newest = self.of(ground).loadable().order_by("-pk").values_list("pk", flat=True)[:LOADABLE]
        old = self.of(ground).loadable().exclude(pk__in=[*newest, in_use])
        old.update(weights=None, words=[])


class Training(models.Model):
    """One training of the learned screening: its examples, and its predicted results.

    Rows stay. The weights are derived from people's words, so only the last three have them.
    """

    Outcome = Outcome

    ground = models.SlugField(_("house rule"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    share = models.FloatField(
        _("share"), help_text=_("How many good comments may be held, in percent.")
    )
    bad = models.PositiveIntegerField(_("removed"), default=0)
    good = models.PositiveIntegerField(_("approved"), default=0)
    long_standing = models.PositiveIntegerField(_("undisputed for a week"), default=0)
    left_out = models.PositiveIntegerField(
        _("left out"),
        default=0,
        db_default=0,
        help_text=_("Decisions of one moderator that contradict those of all others."),
    )
    posts = models.PositiveIntegerField(_("posts"), default=0)
    # How many more are needed, by name (see thresholds.Missing); empty if nothing is missing.
    missing = models.JSONField(default=dict)
    threshold = models.FloatField(null=True)
    held = models.FloatField(_("good ones held, predicted"), null=True)  # in percent
    caught = models.FloatField(_("caught, predicted"), null=True)  # in percent
    digest = models.CharField(max_length=32, blank=True)  # of the weights
    weights = models.BinaryField(null=True)  # see learner.Model
    words = models.JSONField(default=list)  # the heaviest words: pairs of a word and its weight
    created = models.DateTimeField(_("created"), default=timezone.now)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["ground", "-id"])]

    def __str__(self):
        return f"{self.ground}, {day_and_time(self.created)}"

    def report(self) -> list[str]:
        """Return the result in lines for a terminal."""
        lines = [
            f"Learned from {self.bad} removed, {self.good} approved and {self.long_standing}"
            f" undisputed comments under {self.posts} posts.",
        ]
        if self.left_out:
            lines.append(
                f"Left out {self.left_out} decisions that contradict those of all other moderators."
            )
        if self.missing:
            missing = listed(f"{number} {name}" for name, number in self.missing.items())
            return [*lines, f"It stays silent. Missing: {missing}."]
        return [
            *lines,
            f"On posts that it did not know, it would have held {self.held:.1f} % of the good"
            f" comments and {self.caught:.0f} % of the bad ones.",
            *([] if self.outcome == Outcome.USED else [self.get_outcome_display()]),
        ]
