from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from comments.models import Comment
from moderation.models.scope import ModeratorScope
from moderation.permissions import DECIDE

EXCLUSIVE_TIME = timedelta(days=2)  # longer, and a comment would wait for the end of a holiday
BACKEND = "django.contrib.auth.backends.ModelBackend"  # knows the permissions of groups


class AssignmentManager(models.Manager):
    def assign(self, comment, *, to, by) -> "Assignment":
        """Assign a comment to the account `to`, in place of another; store and return that."""
        values = {"to": to, "by": by, "created": timezone.now()}
        return self.update_or_create(comment=comment, defaults=values)[0]

    def end(self, comment):
        """End the assignment of a comment: it was decided, or anybody may take it again."""
        self.filter(comment=comment).delete()


class Assignment(models.Model):
    """A comment that one moderator decides on, until a decision is taken."""

    comment = models.OneToOneField(
        Comment, models.CASCADE, primary_key=True, related_name="assignment", editable=False
    )
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    objects = AssignmentManager()

    class Meta:
        indexes = [models.Index(fields=["created", "comment"], name="assignments_by_age")]

    @property
    def is_exclusive(self) -> bool:
        """Return whether others are not offered the comment: for two days, and only while the
        moderator is staff.
        """
        is_recent = timezone.now() - self.created < EXCLUSIVE_TIME
        return is_recent and self.to.is_active and self.to.is_staff

    def __str__(self):
        return gettext("%(comment)s, for %(moderator)s") % {
            "comment": self.comment,
            "moderator": self.to,
        }


def moderators_of(comment) -> list:
    """Return the accounts that may decide on a comment, by name."""
    staff = get_user_model().objects.with_perm(DECIDE, backend=BACKEND).filter(is_staff=True)
    covering = ModeratorScope.objects.covering(comment)
    able = staff.filter(Q(moderator_scope=None) | Q(moderator_scope__in=covering))
    return list(able.order_by("display_name", "pk"))
