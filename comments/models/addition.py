from django.db import models
from django.utils import timezone

from comments.models.comment import Comment
from comments.models.typed_text import TypedText
from posts.dates import day_and_time, iso


class AdditionManager(models.Manager):
    def store(self, body: str, created):
        """Store and return an addition to the comment; call it inside the post's lock."""
        addition = self.model(comment=self.instance, created=created)
        addition.write(body)
        addition.save()
        return addition

    def fetch_for(self, comments):
        """Prefetch the additions of a list of comments; one query, or none if there are none."""
        added_to = [comment for comment in comments if comment.last_added]
        models.prefetch_related_objects(added_to, "additions")


class Addition(TypedText):
    """A text that an author added below their comment later.

    The text above it may have replies, so it stays unchanged.
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
