from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class EarlierVersion(models.Model):
    """The text of a comment before an edit; moderators can read it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="earlier_versions")
    body = models.TextField()
    written = models.DateTimeField(help_text=_("When this version was written."))
    replaced = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["replaced", "pk"]

    def __str__(self):
        return f"words of comment {self.comment_id} until {self.replaced:%Y-%m-%d %H:%M}"
