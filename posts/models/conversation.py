from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.models.comment_settings import Commenters, CommentMode, ConversationSettings


class Conversation(ConversationSettings):
    """The conversation under a post: its counts, and who may take part in it now."""

    CommentMode = CommentMode

    question = models.CharField(
        _("question to readers"),
        max_length=300,
        null=True,
        blank=True,
        help_text=_("At the head of the conversation, in the place of a pinned comment."),
    )
    # The key of the pinned comment; posts know no comments.
    pinned_key = models.BigIntegerField(null=True, editable=False)
    # Slow mode: how many minutes one person waits between two comments, and until when.
    slow_minutes = models.PositiveSmallIntegerField(null=True, editable=False)
    slow_until = models.DateTimeField(null=True, editable=False)
    # Written only by comments, under the lock; `check_threads` compares them with the rows.
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta(ConversationSettings.Meta):
        abstract = True

    def comment_mode_at(self, moment) -> str:
        """Return the comment mode at `moment`: open, held first or closed."""
        return self.mode_at(moment, self.published_at)

    @property
    def comment_mode_now(self) -> str:
        return self.comment_mode_at(timezone.now())

    @property
    def takes_comments(self) -> bool:
        return self.comment_mode_now != CommentMode.CLOSED

    @property
    def holds_comments(self) -> bool:
        """Return whether every comment waits for a moderator before it is published."""
        return self.comment_mode_now == CommentMode.HELD_FIRST

    def slow_minutes_at(self, moment) -> int:
        """Return the minutes that one person waits between two comments at `moment`; 0: none."""
        is_slow = self.slow_until is not None and moment < self.slow_until
        return self.slow_minutes if is_slow else 0

    @property
    def slow_minutes_now(self) -> int:
        return self.slow_minutes_at(timezone.now())

    def slow_down(self, minutes: int, until):
        """Let one person comment only every `minutes`, until a moment; 0 minutes end that."""
        with type(self).objects.locked(self.pk) as post:
            self.slow_minutes, self.slow_until = (minutes, until) if minutes else (None, None)
            post.slow_minutes, post.slow_until = self.slow_minutes, self.slow_until
            post.save(update_fields=["slow_minutes", "slow_until"])

    @property
    def takes_guests(self) -> bool:
        return self.commenters == Commenters.EVERYBODY

    def refusal(self, *, to_guest=False) -> str:
        """Return why the post accepts no comment now, as a sentence for readers, or "".

        `to_guest` asks for a person without an account. The page, the form and the store use this.
        """
        if not self.is_published:
            return gettext("The post you want to answer is not there.")
        if not self.takes_comments:
            return gettext("Comments under this post are closed.")
        if to_guest and not self.takes_guests:
            return gettext("Under this post, only people with an account can comment.")
        return ""

    @property
    def refusal_to_guests(self) -> str:
        return self.refusal(to_guest=True)

    @property
    def comments_change(self):
        """Return the next moment at which its comment mode changes or slow mode ends, or None."""
        now, moments = timezone.now(), (self.later_from(self.published_at), self.slow_until)
        return min((moment for moment in moments if moment and moment > now), default=None)
