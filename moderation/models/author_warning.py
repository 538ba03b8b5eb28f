from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from moderation.models.acts import Action
from moderation.models.decision import Decision


class AuthorWarningQuerySet(models.QuerySet):
    def issue(self, comment, *, by, ground, state_token=None) -> "AuthorWarning":
        """Warn the author of a comment: store and return the warning, and its decision.

        Raises NeedsGround without a ground, and otherwise what `Decision.objects.locked` raises.
        """
        with Decision.objects.locked(comment, state_token, ground):
            decision = Decision.objects._record(Action.WARN, comment, by=by, ground=ground)
            return self.create(decision=decision, person=decision.person)

    def retract(self, decision, undoing):
        """Store that the decision `undoing` retracts the warning."""
        self.filter(decision=decision).update(retracted_by=undoing)

    def unacknowledged(self, person):
        """Return the warnings that a person must read before writing again."""
        return self.filter(
            person__in=person.same_author_ids(), acknowledged=None, retracted_by=None
        )


class AuthorWarning(models.Model):
    """A moderator's warning to an author, who must acknowledge it before writing again."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="warnings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="warnings")
    acknowledged = models.DateTimeField(null=True, editable=False)
    retracted_by = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = AuthorWarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning")
        indexes = [
            models.Index(
                fields=["person"],
                condition=models.Q(acknowledged=None, retracted_by=None),
                name="warnings_to_acknowledge",
            )
        ]

    def __str__(self):
        return f"{self.person}, {self.created:%Y-%m-%d}"

    @property
    def state(self) -> str:
        """Return whether it was acknowledged or retracted, in words."""
        if self.retracted_by_id:
            return gettext("retracted")
        return gettext("acknowledged") if self.acknowledged else gettext("not acknowledged yet")

    def acknowledge(self):
        """Store that the person has read it; a second call has no effect."""
        AuthorWarning.objects.filter(pk=self.pk, acknowledged=None).update(
            acknowledged=timezone.now()
        )
        self.refresh_from_db(fields=["acknowledged"])
