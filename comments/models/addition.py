from django.db import models
from django.utils import timezone

from comments.models.comment import Comment
from comments.models.typed_text import TypedText
from comments.moments import day_and_time, iso


class AdditionManager(models.Manager):
    def put(self, body: str, created):
        """Store further words of a comment; inside its lock."""
        addition = self.model(comment=self.instance, created=created)
        addition.write(body)
        addition.save()
        return addition

    def fetch_for(self, comments):
        """Let comments (a list) know their additions; one query, or none where there are none."""
        added_to = [comment for comment in comments if comment.last_added]
        models.prefetch_related_objects(added_to, "additions")


class Addition(TypedText):
    """Words that an author put below a comment later, when the first ones stood for good.

    A text of its own, with its own moment: what was answered stays as it was.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="additions")
    created = models.DateTimeField(default=timezone.now, editable=False)

    objects = AdditionManager()

    class Meta:
        ordering = ["created", "pk"]

    @property
    def iso(self) -> str:
        return iso(self.created)

    @property
    def time(self) -> str:
        return day_and_time(self.created)

    def __str__(self):
        return f"added to comment {self.comment_id} on {self.created:%Y-%m-%d %H:%M}"
