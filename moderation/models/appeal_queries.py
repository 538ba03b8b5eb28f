"""Querysets of appeals: those that wait, and those that an account may decide."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.models import Comment
from moderation.models.appealable import in_force_against_author, in_force_against_reporter
from moderation.models.decision import Decision
from moderation.models.scope import ModeratorScope
from moderation.permissions import DECIDE_APPEALS

# How long a moderator must wait before they answer an appeal against their own decision, if there
# is nobody else.
SECOND_THOUGHT = timedelta(hours=24)


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    UPHELD = "upheld", _("Decision upheld")
    OVERTURNED = "overturned", _("Decision overturned")


class AppealQuerySet(models.QuerySet):
    def open(self):
        """Return the appeals without an answer, also those that no longer need one."""
        return self.filter(status=Status.OPEN)

    def waiting(self):
        """Return the open appeals that still need an answer.

        The others need none: their decision was undone or replaced, or the comment erased.
        """
        # Only for open appeals: there are far more decisions.
        decision = Decision.objects.filter(pk=OuterRef("decision"))
        of_author = Exists(decision.filter(in_force_against_author()))
        of_reporter = Exists(decision.filter(in_force_against_reporter()))
        return self.open().filter(
            (Q(report=None) & of_author) | (Q(report__isnull=False) & of_reporter)
        )

    def answered(self):
        return self.exclude(answer=None)

    def overturned(self):
        return self.filter(status=Status.OVERTURNED)

    def answered_by_same_person(self):
        """Return the appeals answered by the person who had taken the decision."""
        return self.filter(answer__by=models.F("decision__by"))

    def decidable_by(self, user):
        """Return the waiting appeals that an account may decide.

        Nobody decides about their own decision, unless nobody else can: then after a day. Nor does
        anybody decide about their own comment or report.
        """
        own_later = Q(created__lte=timezone.now() - SECOND_THOUGHT) & ~_is_in_scope_of_another(user)
        return (
            self.waiting()
            .filter(in_scope(user))
            .exclude(_is_of(user))
            .filter(~Q(decision__by=user) | own_later)
        )

    def readable_by(self, user):
        """Return the appeals whose card an account may see: not those against its own decisions.

        Nor those about its own comments and reports; those that it may decide, it may also read.
        """
        others = self.filter(in_scope(user), ~Q(decision__by=user)).exclude(_is_of(user))
        return self.filter(
            Q(pk__in=others) | Q(pk__in=self.decidable_by(user)) | Q(answer__by=user)
        )


def _is_of(user) -> Q:
    """Return the condition of appeals that an account has made itself, or could make."""
    people = user.person.same_author_ids() if hasattr(user, "person") else []
    return Q(report=None, decision__person__in=people) | Q(report__by__in=people)


def in_scope(user) -> Q:
    """Return the condition on appeals about comments in a moderator's scope."""
    condition = ModeratorScope.objects.condition_for(user)
    return Q(decision__comment__in=Comment.objects.filter(condition)) if condition else Q()


def _is_in_scope_of_another(user) -> Q:
    """Return the condition that another account may decide an appeal."""
    staff = User.objects.with_perm(DECIDE_APPEALS).filter(is_staff=True)
    staff = staff.select_related("moderator_scope")
    scopes = [in_scope(other) for other in staff.exclude(pk=user.pk)]
    if not scopes:
        return Q(pk__in=[])
    if not all(scopes):
        return ~Q(pk__in=[])
    condition = scopes.pop()
    for scope in scopes:
        condition |= scope
    return condition
