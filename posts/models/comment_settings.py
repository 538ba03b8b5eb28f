"""The settings of a conversation: who may comment, and when it closes."""

from datetime import timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MAX_LATER_DAYS = 36_500  # a century: within the range of dates


class CommentMode(models.TextChoices):
    OPEN = "open", pgettext_lazy("comments", "Open")
    HELD_FIRST = "held_first", _("Held first")
    CLOSED = "closed", pgettext_lazy("comments", "Closed")


class Commenters(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody, guests too")
    ACCOUNTS = "accounts", _("Only people with an account")


class ConversationSettings(models.Model):
    """The settings of one conversation; a new post starts with those of the blog."""

    comment_mode = models.CharField(
        _("comments"), max_length=20, choices=CommentMode, default=CommentMode.OPEN
    )
    commenters = models.CharField(
        _("who may write"), max_length=20, choices=Commenters, default=Commenters.EVERYBODY
    )
    later_comment_mode = models.CharField(
        _("later"),
        max_length=20,
        blank=True,
        choices=[mode for mode in CommentMode.choices if mode[0] != CommentMode.OPEN],
        help_text=_("What happens to the conversation later; it never becomes more open."),
    )
    later_after_days = models.PositiveIntegerField(
        _("from day"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_LATER_DAYS)],
        help_text=_("Days after publication."),
    )
    comments_note = models.CharField(
        _("sentence for readers"),
        max_length=300,
        blank=True,
        help_text=_("Shown above the comment form; leave empty for the default."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(later_comment_mode="", later_after_days__isnull=True)
                | ~Q(later_comment_mode="")
                & Q(later_after_days__isnull=False, later_after_days__lte=MAX_LATER_DAYS),
                name="%(app_label)s_%(class)s_later_has_its_day",
            )
        ]

    @classmethod
    def settings_fields(cls) -> list[str]:
        return [field.name for field in ConversationSettings._meta.local_fields]

    def later_from(self, published_at):
        """Return the moment from which the later mode applies, or None."""
        if not self.later_comment_mode or published_at is None:
            return None
        try:
            return published_at + timedelta(days=self.later_after_days)
        except OverflowError:  # an imported post's date can be so late that the sum is out of range
            return None

    def mode_at(self, moment, published_at) -> str:
        """Return the comment mode at `moment`; with time it never becomes more open."""
        later = self.later_from(published_at)
        if later is None or moment < later or self.comment_mode == CommentMode.CLOSED:
            return self.comment_mode
        return self.later_comment_mode
