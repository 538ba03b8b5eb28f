from typing import NamedTuple

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from moderation.figures.wilson import wilson
from moderation.models.decision import Decision
from moderation.models.training import Training


class Kind(models.TextChoices):
    """Why a comment is to be checked."""

    SUSPECT = "suspect", _("Looks most like advertising")
    RANDOM = "random", _("Drawn at random")


class Results(NamedTuple):
    """Moderators' decisions on the comments that they checked."""

    decided: int
    removed: int

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % confidence interval, in percent, of the share that would be removed."""
        return tuple(100 * share for share in wilson(self.removed, self.decided))


class SpotCheckManager(models.Manager):
    def replace(self, checks):
        """Replace the open checks by these unsaved ones.

        A comment that is decided on meanwhile keeps its check.
        """
        self.drop_open()
        self.bulk_create(checks, ignore_conflicts=True)

    def drop_open(self):
        """Delete the open checks."""
        self.filter(is_open=True).delete()

    def close(self, comment):
        """Close the check of a comment that a moderator has decided on, inside its lock."""
        self.filter(comment=comment).update(is_open=False)

    def settle(self, comment):
        """Reopen the check of a comment after an undo, unless another decision is in force.

        Call it inside the comment's lock.
        """
        decisions = Decision.objects.of_moderators().filter(comment=OuterRef("comment"))
        self.filter(comment=comment).update(is_open=~Exists(decisions))

    def results(self, kind) -> "Results":
        """Return how many comments of a kind moderators decided on, and how many they removed."""
        closed = self.filter(kind=kind, is_open=False)
        removed = Q(comment__status=Comment.Status.REMOVED)
        return Results(**closed.aggregate(decided=Count("pk"), removed=Count("pk", removed)))

    def suspects(self, comment) -> bool:
        """Return whether a comment waits to be checked because of its score."""
        return self.filter(comment=comment, is_open=True, kind=Kind.SUSPECT).exists()


class SpotCheck(models.Model):
    """A published comment that moderators should check after a training: one with a high score, or
    one drawn at random.

    The open ones are a queue. The next training replaces them; the closed ones stay, as a record of
    how often the learned screening misses something.
    """

    Kind = Kind

    comment = models.OneToOneField(
        Comment, models.CASCADE, primary_key=True, related_name="spot_check"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    # The model's score, shown to moderators after their decision.
    score = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    training = models.ForeignKey(Training, models.PROTECT, null=True, related_name="+")
    is_open = models.BooleanField(default=True)  # no moderator's decision is in force
    created = models.DateTimeField(default=timezone.now)

    objects = SpotCheckManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["created", "comment"],
                condition=Q(is_open=True),
                name="open_spot_checks",
            )
        ]

    def __str__(self):
        return f"{self.kind}, comment {self.comment_id}"

    @property
    def is_random(self) -> bool:
        return self.kind == Kind.RANDOM
