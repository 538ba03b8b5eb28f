"""Comments as they wait for a moderator: the same rows, one proxy a queue, most urgent first."""

from django.db.models import Exists, OuterRef

from comments.models import Comment
from comments.models.comment import LONG_SILENCE_DAYS
from comments.models.managers import CommentManager
from moderation.models.decision import Decision


class HeldManager(CommentManager):
    def get_queryset(self):
        return super().get_queryset().held()


class HeldComment(Comment):
    """Waits to be approved or rejected; the longest first."""

    URGENCY = ("status_since", "pk")
    SINCE = "status_since"

    objects = HeldManager()

    class Meta:
        proxy = True
        verbose_name = "held comment"


class ReportedManager(CommentManager):
    def get_queryset(self):
        standing = [Comment.Status.PUBLISHED, Comment.Status.HELD]
        return super().get_queryset().filter(case__isnull=False, status__in=standing)


class ReportedComment(Comment):
    """Has open reports (`comment.case`); the gravest first, then the longest waiting."""

    URGENCY = ("-case__urgency", "case__opened", "case__pk")
    SINCE = "case__opened"

    objects = ReportedManager()

    class Meta:
        proxy = True
        verbose_name = "reported comment"


class WokenManager(CommentManager):
    def get_queryset(self):
        looked_at = Decision.objects.effective().filter(comment=OuterRef("pk"))
        woken = super().get_queryset().published().filter(quiet_days__gte=LONG_SILENCE_DAYS)
        # What an import brought (`origin`) was said and read elsewhere: it wakes nothing here.
        return woken.filter(~Exists(looked_at), origin=None)


class WokenThread(Comment):
    """Was published after a long silence, and no moderator has looked at it; the oldest first."""

    URGENCY = ("created", "pk")
    SINCE = "created"

    objects = WokenManager()

    class Meta:
        proxy = True
        verbose_name = "woken thread"
