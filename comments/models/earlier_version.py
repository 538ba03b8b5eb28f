from datetime import timedelta
from math import ceil

from django.db import models
from django.utils import timezone

from comments.models.comment import Comment
from comments.models.steps import RewordedTooOften

# More than anybody needs to mend a text; every version is kept whole.
AN_HOUR = 10


class EarlierVersionManager(models.Manager):
    def keep(self, body: str, written):
        """Keep words of a comment that are being replaced; inside its lock.

        Raises RewordedTooOften.
        """
        since = timezone.now() - timedelta(hours=1)
        recent = self.filter(replaced__gt=since).order_by("-replaced")
        moments = list(recent.values_list("replaced", flat=True)[:AN_HOUR])
        if len(moments) == AN_HOUR:
            raise RewordedTooOften(ceil((moments[-1] - since).total_seconds()))
        return self.create(body=body, written=written)


class EarlierVersion(models.Model):
    """The words of a comment before an edit, kept for moderators."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="earlier_versions")
    body = models.TextField()
    written = models.DateTimeField(help_text="When these words were put.")
    replaced = models.DateTimeField(auto_now_add=True)

    objects = EarlierVersionManager()

    class Meta:
        ordering = ["replaced", "pk"]

    def __str__(self):
        return f"words of comment {self.comment_id} until {self.replaced:%Y-%m-%d %H:%M}"
