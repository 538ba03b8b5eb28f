"""The status of a comment, and the methods that change it."""

from contextlib import contextmanager

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.status import RETURNS, STATUS_TEXTS, STEPS, InvalidTransition, Status
from comments.models.subscription import queue_about
from posts.models import Post


class Lifecycle(models.Model):
    """The part of a comment that is its status; nothing else writes it.

    Each method that changes it locks the post, reads the row again, and raises InvalidTransition if
    the status does not allow the step.
    """

    Status = Status

    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    status_since = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)  # first shown
    erased = models.DateTimeField(null=True, editable=False)  # text and name deleted for good

    class Meta:
        abstract = True

    def hold(self):
        self._transition("hold")

    def approve(self):
        self._transition("approve")

    def reject(self):
        self._transition("reject")

    def remove(self):
        self._transition("remove")

    def restore(self):
        self._transition("restore")

    def withdraw(self):
        self._transition("withdraw")

    def return_to(self, status: str, *, since=None):
        """Return to the status before the last step, when a decision is undone.

        `since` is when the comment first had that status; it keeps its position in a queue.
        """
        self._change_status(lambda: self._can_return_to(status), status, since)

    def can(self, verb: str) -> bool:
        """Return whether the comment, as it is in memory, can take this step."""
        step = STEPS[verb]
        if self.erased and step.target == Status.PUBLISHED:
            return False
        return self.status in step.sources and step.was_shown in (None, self.was_shown)

    @property
    def was_shown(self) -> bool:
        return self.published_at is not None

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_held(self) -> bool:
        return self.status == Status.HELD

    @property
    def public_status(self) -> str:
        """Return its status, or "erased" when its text and name are deleted."""
        return "erased" if self.erased else self.status

    @property
    def status_texts(self) -> tuple[str, str]:
        """Return its status for its author: a word or two, and a sentence or ""."""
        return STATUS_TEXTS[self.public_status]

    # Status transitions

    def _transition(self, verb):
        self._change_status(lambda: self.can(verb), STEPS[verb].target)

    def _change_status(self, is_legal, target, since=None):
        with self._lock() as post:
            if not is_legal():
                raise InvalidTransition.by_status(self)
            self._set_status(post, target, since)

    def _set_status(self, post, status, since=None):
        was_published, self.status = self.is_published, status
        self.status_since = since or timezone.now()
        if self.is_published:
            self.stamp_publication(post, self.status_since)
        self.save(update_fields=["status", "status_since", "published_at", "number"])
        self.update_counts(post, self.is_published - was_published)
        if not was_published:
            queue_about(self)

    def _can_return_to(self, status):
        is_erased = self.erased and status == Status.PUBLISHED
        return status in RETURNS.get(self.status, ()) and not is_erased

    @contextmanager
    def _lock(self):
        with Post.objects.locked(self.post_id) as post:
            self.refresh_from_db()
            yield post
