from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Person
from comments.models import Comment
from moderation.text.characters import clean_text

NOTE_LENGTH = 2_000


class NoteQuerySet(models.QuerySet):
    def write(self, text: str, *, by, comment=None, person=None) -> "Note":
        """Store and return a plain-text note by the account `by` about a comment or a person.

        It is cut after NOTE_LENGTH characters.
        """
        text = clean_text(text).strip()[:NOTE_LENGTH]
        return self.create(text=text, by=by, comment=comment, person=person)

    def about(self, comment):
        """Return the notes about a comment or its author, oldest first."""
        return (
            self.filter(Q(comment=comment) | Q(person__in=comment.author.same_author_ids()))
            .exclude(text="")
            .select_related("by")
            .order_by("pk")
        )


class Note(models.Model):
    """A moderator's note about a comment or a person, for other moderators only."""

    comment = models.ForeignKey(Comment, models.PROTECT, null=True, related_name="notes")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=NOTE_LENGTH, blank=True)  # blank once erased
    created = models.DateTimeField(auto_now_add=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(comment__isnull=False) | Q(person__isnull=False),
                name="a_note_is_about_somebody",
            )
        ]

    def __str__(self):
        return f"{self.by}, {self.created:%Y-%m-%d}"
