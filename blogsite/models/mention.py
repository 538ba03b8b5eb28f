"""Received Webmentions: comments made from them, and requests that wait to be checked."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Count
from django.utils import timezone

from accounts.backoff import next_attempt
from comments.models import Comment
from posts.models import Post

MAX_URL_LENGTH = 500
# More than a busy evening brings; a flood from many networks ends here.
MAX_WAITING = 2_000
# After this time a checking process counts as dead; another one may check.
LOOKING_TIME = timedelta(minutes=10)
MAX_WAITS = 5
REQUEST_RETENTION = timedelta(days=2)  # longer than all waits together


class MentionRequestQuerySet(models.QuerySet):
    def older_than(self, moment):
        return self.filter(created__lt=moment)

    def due(self):
        return self.filter(due__lte=timezone.now()).order_by("due", "pk")

    def claim(self) -> list["MentionRequest"]:
        """Claim the requests that no other process has claimed, for LOOKING_TIME."""
        with transaction.atomic():
            requests = list(self.select_for_update(skip_locked=True))
            claimed_until = timezone.now() + LOOKING_TIME
            for request in requests:
                request.due = claimed_until
            keys = [request.pk for request in requests]
            MentionRequest.objects.filter(pk__in=keys).update(due=claimed_until)
        return requests


class MentionRequestManager(models.Manager.from_queryset(MentionRequestQuerySet)):
    def add(self, request: "MentionRequest"):
        """Store a request; if one about the same source and target waits, make that due now.

        With MAX_WAITING requests, one about the host with most of them is dropped.
        """
        with transaction.atomic():
            waiting = self.filter(key=request.key)
            if waiting.update(target=request.target, due=timezone.now(), attempts=0):
                return
            if self.count() >= MAX_WAITING:
                most = self.values("host").annotate(count=Count("pk")).order_by("-count")[0]
                self.filter(host=most["host"]).order_by("-pk")[:1].get().delete()
            self.bulk_create([request], ignore_conflicts=True)


class MentionRequest(models.Model):
    """A claim that a page of another site, `source`, links to a post or comment here.

    `target` is the URL as sent. The request is deleted once the page was checked.
    """

    key = models.CharField(max_length=64, unique=True)  # that of the Mention it may become
    source = models.CharField(max_length=MAX_URL_LENGTH)
    host = models.CharField(max_length=255)  # of the source
    target = models.CharField(max_length=MAX_URL_LENGTH)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    parent = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    due = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # failed attempts
    created = models.DateTimeField(default=timezone.now)

    objects = MentionRequestManager()

    def __str__(self):
        return f"{self.source} → {self.target}"

    def end(self):
        """Delete it, unless it was sent again meanwhile."""
        self._unchanged().delete()

    def retry(self):
        """Make it wait twice as long as the last time, or delete it after the last attempt."""
        if self.attempts == MAX_WAITS:
            self.end()
            return
        self._unchanged().update(due=next_attempt(self.attempts), attempts=self.attempts + 1)

    def _unchanged(self):
        return MentionRequest.objects.filter(pk=self.pk, due=self.due)


class Mention(models.Model):
    """A comment made from a page of another site.

    `key` identifies source and target, also once erasure has emptied `source`.
    """

    key = models.CharField(max_length=64, unique=True)
    comment = models.OneToOneField(Comment, models.PROTECT, related_name="mention")
    source = models.CharField(max_length=MAX_URL_LENGTH, blank=True)
    checked = models.DateTimeField(default=timezone.now)  # when the source was last read

    def __str__(self):
        return self.source
