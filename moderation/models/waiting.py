"""The moderators' queues: one proxy of Comment for each, with its order and its short name."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comments.models import Comment
from comments.models.comment import LONG_SILENCE_DAYS
from comments.models.managers import CommentManager
from moderation.models.decision import Decision


class HeldManager(CommentManager):
    def get_queryset(self):
        return super().get_queryset().held()


class HeldComment(Comment):
    """A comment that waits to be approved or rejected; the oldest hold comes first."""

    TAB = pgettext_lazy("comments", "Held")
    QUEUE_ORDER = ("status_since", "pk")
    WAITING_SINCE = "status_since"

    objects = HeldManager()

    class Meta:
        proxy = True
        verbose_name = _("held comment")
        verbose_name_plural = _("held comments")


class ReportedManager(CommentManager):
    def get_queryset(self):
        undecided = [Comment.Status.PUBLISHED, Comment.Status.HELD]
        return super().get_queryset().filter(case__isnull=False, status__in=undecided)


class ReportedComment(Comment):
    """A comment with open reports (`comment.case`); the most urgent first, then the oldest."""

    TAB = _("Reported")
    QUEUE_ORDER = ("-case__urgency", "case__opened", "case__pk")
    WAITING_SINCE = "case__opened"

    objects = ReportedManager()

    class Meta:
        proxy = True
        verbose_name = _("reported comment")
        verbose_name_plural = _("reported comments")


class LateManager(CommentManager):
    def get_queryset(self):
        decisions = Decision.objects.effective().filter(comment=OuterRef("pk"))
        late = super().get_queryset().published().filter(quiet_days__gte=LONG_SILENCE_DAYS)
        # Imported comments (with `origin`) were public elsewhere before and need no check here.
        return late.filter(~Exists(decisions), origin=None)


class WokenThread(Comment):
    """A late comment: published after a long silence, without a decision; oldest first.

    A permission and the queue's URL contain this name, so it stays.
    """

    TAB = _("Late")
    QUEUE_ORDER = ("created", "pk")
    WAITING_SINCE = "created"

    objects = LateManager()

    class Meta:
        proxy = True
        verbose_name = _("late comment")
        verbose_name_plural = _("late comments")


class AssignedManager(CommentManager):
    def get_queryset(self):
        return super().get_queryset().filter(assignment__isnull=False)


class AssignedComment(Comment):
    """A comment assigned to a moderator (`comment.assignment`); the longest assigned comes first.

    Each moderator sees their own: moderation/queues.py selects them.
    """

    TAB = _("For you")
    QUEUE_ORDER = ("assignment__created", "assignment__pk")
    WAITING_SINCE = "assignment__created"

    objects = AssignedManager()

    class Meta:
        proxy = True
        verbose_name = _("comment assigned to you")
        verbose_name_plural = _("comments assigned to you")


class SpotCheckManager(CommentManager):
    # With a condition that names the published status, SQLite would begin with all published
    # comments; this form makes it begin with the few checks.
    NOT_SHOWN = [status for status in Comment.Status if status != Comment.Status.PUBLISHED]

    def get_queryset(self):
        checked = super().get_queryset().filter(spot_check__is_open=True)
        return checked.exclude(status__in=self.NOT_SHOWN)


class SpotCheckedComment(Comment):
    """A published comment to be checked (`comment.spot_check`), which nobody has reported.

    The order does not show why: moderators decide without the model's opinion.
    """

    TAB = _("Spot checks")
    QUEUE_ORDER = ("spot_check__created", "pk")
    WAITING_SINCE = "spot_check__created"

    objects = SpotCheckManager()

    class Meta:
        proxy = True
        verbose_name = _("comment to spot-check")
        verbose_name_plural = _("comments to spot-check")
