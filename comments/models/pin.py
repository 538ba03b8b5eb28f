from django.db import models
from django.utils.translation import gettext

from comments.models.status import InvalidTransition


class Pinnable(models.Model):
    """The part of a comment that can be pinned at the head of its conversation.

    `Post.pinned_key` names the pinned comment. While that is not published, nobody sees it at the
    head, but it stays pinned.
    """

    class Meta:
        abstract = True

    def pin(self):
        """Pin the comment at the head of its conversation; it also stays in its place.

        Raises InvalidTransition when it is not published, or a comment is pinned already.
        """
        with self._lock() as post:
            if not self.is_published:
                raise InvalidTransition(gettext("Only a published comment can be pinned."))
            if post.pinned_key == self.pk:
                raise InvalidTransition(gettext("It is pinned already."))
            if post.pinned_key:
                raise InvalidTransition(gettext("Another comment is pinned under this post."))
            self._pin_in(post, self.pk)

    def unpin(self):
        """Unpin the comment.

        Raises InvalidTransition when it is not pinned.
        """
        with self._lock() as post:
            if post.pinned_key != self.pk:
                raise InvalidTransition(gettext("It is not pinned."))
            self._pin_in(post, None)

    def _pin_in(self, post, key):
        post.pinned_key = self.post.pinned_key = key
        post.save(update_fields=["pinned_key"])

    @property
    def pinned_here(self):
        """Return the comment that is pinned under its post, this or another, or None."""
        key = self.post.pinned_key
        return type(self).objects.filter(pk=key).first() if key else None
