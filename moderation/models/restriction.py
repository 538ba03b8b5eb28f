from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Person
from moderation.models.acts import Action
from moderation.models.ban import refuse_absurd_end
from moderation.models.decision import Decision
from moderation.models.decision_errors import NeedsGround
from posts.dates import day

RESTRICTIONS = [Action.HOLD_FIRST, Action.LIMIT_REPORTS]


class RestrictionManager(models.Manager):
    def impose(self, action, person, *, until, by, ground=None, about=None) -> "Restriction":
        """Store and return a restriction of a person until a moment, with its decision.

        `action` is one of RESTRICTIONS; holding somebody's comments first requires a ground;
        `about` is the comment that led to it. Raises ValidationError for staff or an invalid end,
        and NeedsGround.
        """
        if action not in RESTRICTIONS:
            raise ValueError(f"{action} restricts nobody.")
        if person.account and person.account.is_staff:
            raise ValidationError(
                gettext("Staff are not restricted: take their account's rights away.")
            )
        if until is None:
            raise ValidationError(gettext("Say until when."))
        refuse_absurd_end(until)
        if action == Action.HOLD_FIRST and not ground:
            raise NeedsGround(gettext("Say which house rule, or which law, this rests on."))
        with Decision.objects.locked(about, ground=ground):
            decision = Decision.objects._record(action, about, person=person, by=by, ground=ground)
            return self.create(decision=decision, person=person, until=until)

    def in_force(self, action):
        """Return the restrictions of a kind that have neither ended nor been undone."""
        return self.filter(
            decision__action=action, decision__undone_by=None, until__gt=timezone.now()
        )

    def of(self, person, action):
        """Return those in force of a person, through any of their rows; the last end first."""
        restrictions = self.in_force(action).filter(person__in=person.same_author_ids())
        return restrictions.order_by("-until")

    def among(self, people, action) -> dict:
        """Map the main ids of the restricted ones of `people` (main ids) to their restrictions,
        with one query.
        """
        rows = self.in_force(action).filter(person__in=Person.objects.same_as(people))
        rows = rows.select_related("person", "decision").order_by("until")
        return {row.person.main_id: row for row in rows}


class Restriction(models.Model):
    """A moderator's restriction of one person until a moment; its decision says which.

    Comments are held before they appear, or reports weigh nothing. The person learns of it. Undoing
    its decision ends it early.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="restriction")
    person = models.ForeignKey(Person, models.PROTECT, related_name="restrictions")
    until = models.DateTimeField()

    objects = RestrictionManager()

    def __str__(self):
        return f"{self.decision.get_action_display()}, {self.person}, {day(self.until)}"

    @property
    def last_day(self) -> str:
        """Return the day on which it ends, in the active time zone."""
        return day(timezone.localtime(self.until))
