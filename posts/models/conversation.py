from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from posts.models.comment_settings import Commenters, CommentMode, ConversationSettings


class Conversation(ConversationSettings):
    """The conversation under a post: its counts, and who may take part in it now."""

    CommentMode = CommentMode

    # Written by comments under the lock only; `check_threads` compares them with the rows.
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

    @property
    def takes_guests(self) -> bool:
        return self.commenters == Commenters.EVERYBODY

    def refusal(self, *, to_guest=False) -> str:
        """Return why the post accepts no comment now, as a sentence for readers, or "".

        `to_guest` is for somebody without an account. The page, the form and the store use this.
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
        """Return the future moment at which the comment mode changes, or None."""
        later = self.later_from(self.published_at)
        return later if later and later > timezone.now() else None
