"""Whom a reader does not want to read: their comments are folded for that reader alone.

Only what anybody sees to be by one person is hidden together: comments of the same row of a person
that are signed with the same name. What else we know, such as that a guest uses two names, or has
an account, must not show in what is hidden: any reader could find it out by hiding one comment.
"""

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import privacy
from accounts.models import Person

MAX_HIDDEN = 500  # people that one reader hides; each page asks for all of them


def names_nobody(comment) -> bool:
    """Return whether a comment does not say who wrote it: its name is gone, or its author has left.

    Who signs as a former reader by hand is somebody: what was sent has a circumstance.
    """
    has_left = comment.circumstance_id is None and comment.name == privacy.former_reader()
    return has_left or not comment.name


class HiddenAuthorQuerySet(models.QuerySet):
    def of(self, reader):
        """Return what a reader has hidden, whichever of their rows did it."""
        return self.filter(reader__in=reader.same_author_ids())

    def hiding(self, comment):
        """Return the rows that hide a comment."""
        return self._by(comment.author_id, comment.name)

    def hides_comment(self) -> Exists:
        """Return the condition for a queryset of comments that one of these rows hides each."""
        return Exists(self._by(OuterRef("author"), OuterRef("name")))

    def _by(self, author, name):
        return self.filter(author=author, name=name).exclude(name="")


class HiddenAuthorManager(models.Manager.from_queryset(HiddenAuthorQuerySet)):
    def hide(self, comment, reader) -> bool:
        """Hide who signed a comment for a reader; return False when it cannot be.

        The reader may be a new guest, who is stored then. Nobody hides themselves, somebody
        without a name, or more than `MAX_HIDDEN` people. Raises AccountClosed.
        """
        if comment.is_by(reader) or names_nobody(comment):
            return False
        with transaction.atomic():
            reader = Person.objects.locked(reader)  # two clicks are one row
            if self.of(reader).count() >= MAX_HIDDEN:
                return False
            self.get_or_create(reader=reader, author=comment.author, name=comment.name)
        return True

    def readers_without(self, comment) -> set[int]:
        """Return the main ids of the readers for whom a comment is hidden."""
        rows = self.hiding(comment)
        return set(rows.values_list(Coalesce("reader__joined_to", "reader"), flat=True))


class HiddenAuthor(models.Model):
    """A reader, an account or a guest, has hidden an author under one name.

    `name` is what the comment was signed with; rows from before it was stored may have none, and
    hide nothing.
    """

    # The index below begins with the reader.
    reader = models.ForeignKey(
        Person, models.CASCADE, related_name="hidden_authors", db_index=False
    )
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60, default="", db_default="")
    created = models.DateTimeField(default=timezone.now)

    objects = HiddenAuthorManager()

    class Meta:
        indexes = [models.Index(fields=["reader", "author"], name="hidden_authors")]

    def __str__(self):
        return f"{self.reader_id} hides {self.author_id}"
