from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.rules import rule_of
from posts.models import Blog, Post

# Longer than any step of a trial: then its process has died.
STEP_LIMIT = timedelta(minutes=5)


class TrialQuerySet(models.QuerySet):
    def running(self):
        """Return the trials that are running or wait for their turn."""
        return self.filter(ended=None, moved__gt=timezone.now() - STEP_LIMIT)

    def of(self, code: str):
        """Return the trials of one rule, newest first."""
        return self.filter(rule=code).select_related("by", "post")


class Trial(models.Model):
    """A screening rule tried on stored comments: the options, the selection, the result.

    It holds numbers and keys of comments, none of their words, and is deleted after some weeks.
    """

    rule = models.SlugField()  # the code
    options = models.JSONField()  # the proposed ones
    current = models.JSONField(null=True)  # the options at that time; null if the rule was off
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateField(_("from"), null=True)  # both days included
    until = models.DateField(_("to"), null=True)
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    with_imported = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)  # comments, of `total`
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # see moderation/trials/result.py
    examples = models.JSONField(default=dict)  # keys of comments, by kind
    created = models.DateTimeField(default=timezone.now)
    moved = models.DateTimeField(default=timezone.now)  # its last progress
    ended = models.DateTimeField(null=True)
    has_failed = models.BooleanField(default=False)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.rule}, {self.created:%Y-%m-%d %H:%M}"

    @property
    def title(self) -> str:
        return rule_of(self.rule).title

    @property
    def is_over(self) -> bool:
        return self.ended is not None

    @property
    def has_stopped(self) -> bool:
        """Whether it will not continue: it failed, or its process has died."""
        is_late = self.moved < timezone.now() - STEP_LIMIT
        return self.has_failed or (not self.is_over and is_late)

    @property
    def begin(self):
        """Return the moment from which comments are tried, or None."""
        return self.since and midnight_of(self.since)

    @property
    def end(self):
        """Return the moment before which comments are tried, or None."""
        return self.until and midnight_of(self.until + timedelta(days=1))

    def store_progress(self, done: int, total: int):
        self.done, self.total, self.moved = done, total, timezone.now()
        self.save(update_fields=["done", "total", "moved"])

    def store_result(self, counts: dict, examples: dict):
        self.counts, self.examples, self.ended = counts, examples, timezone.now()
        self.save(update_fields=["counts", "examples", "ended"])

    def fail(self):
        """Store that there will be no result."""
        self.has_failed, self.ended = True, timezone.now()
        self.save(update_fields=["has_failed", "ended"])


def midnight_of(day) -> datetime:
    """Return the beginning of a day in the time zone of the blog."""
    return datetime.combine(day, time.min, tzinfo=Blog.objects.current().zone)
