"""Authors whom a reader has hidden: their comments are folded for that reader alone.

Only comments that anybody can tell to be by one person are hidden together: those of one row of a
person with the same name. Anything else that we know, such as that a guest uses two names, or has
an account, must not show: any reader could find it out by hiding one comment.
"""

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import privacy
from accounts.models import Person

MAX_HIDDEN = 500  # people that one reader hides; each page asks for all of them


def names_nobody(comment) -> bool:
    """Return whether a comment does not say who wrote it: it has no name, or its author has left.

    A person may sign with the words “former reader”: such a comment has a circumstance.
    """
    has_left = comment.circumstance_id is None and comment.name == privacy.former_reader()
    return has_left or not comment.name


class HiddenAuthorQuerySet(models.QuerySet):
    def of(self, reader):
        """Return everything that a reader has hidden, through any of their rows."""
        return self.filter(reader__in=reader.same_author_ids())

    def hiding(self, comment):
        """Return the rows that hide a comment."""
        return self._by(comment.author_id, comment.name)

    def hides_comment(self) -> Exists:
        """Return the condition that selects the comments that one of these rows hides."""
        return Exists(self._by(OuterRef("author"), OuterRef("name")))

    def _by(self, author, name):
        return self.filter(author=author, name=name).exclude(name="")


class HiddenAuthorManager(models.Manager.from_queryset(HiddenAuthorQuerySet)):
    def hide(self, comment, reader) -> bool:
        """Hide a comment's author for a reader; return False if that is impossible.

        The reader may be a new guest, who is stored then. Nobody can hide themselves, an author
        without a name, or more than `MAX_HIDDEN` people. Raises AccountClosed.
        """
        if comment.is_by(reader) or names_nobody(comment):
            return False
        with transaction.atomic():
            reader = Person.objects.locked(reader)  # two clicks make one row
            if self.of(reader).count() >= MAX_HIDDEN:
                return False
            self.get_or_create(reader=reader, author=comment.author, name=comment.name)
        return True

    def readers_without(self, comment) -> set[int]:
        """Return the main ids of the readers who have hidden a comment."""
        rows = self.hiding(comment)
        return set(rows.values_list(Coalesce("reader__joined_to", "reader"), flat=True))


class HiddenAuthor(models.Model):
    """A reader, an account or a guest, has hidden an author under one name.

    `name` is the comment's name; old rows may have none, and hide nothing.
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
