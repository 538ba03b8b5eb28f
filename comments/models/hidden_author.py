"""Whom a reader does not want to read: their comments are folded for that reader alone."""

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Person

MAX_HIDDEN = 500  # people that one reader hides; each page asks for all of them


class HiddenAuthorQuerySet(models.QuerySet):
    def of(self, reader):
        """Return what a reader has hidden, whichever of their rows did it."""
        return self.filter(reader__in=reader.same_author_ids())

    def authors(self):
        """Return all rows of the people who are hidden, also those joined later."""
        return Person.objects.same_as(self.values(main=Coalesce("author__joined_to", "author")))


class HiddenAuthorManager(models.Manager.from_queryset(HiddenAuthorQuerySet)):
    def hide(self, author, reader) -> bool:
        """Hide a person for a reader; return False where that makes no sense, or is too much.

        Nobody hides themselves. Raises AccountClosed.
        """
        with transaction.atomic():
            reader.lock_for_writing()
            if author.main_id == reader.main_id or self.of(reader).count() >= MAX_HIDDEN:
                return False
            self.get_or_create(reader=reader, author=author)
        return True

    def readers_without(self, author) -> set[int]:
        """Return the main ids of the readers who have hidden a person."""
        rows = self.filter(author__in=author.same_author_ids())
        return set(rows.values_list(Coalesce("reader__joined_to", "reader"), flat=True))


class HiddenAuthor(models.Model):
    """A reader, an account or a guest, has hidden an author."""

    # The constraint below has an index that begins with the reader.
    reader = models.ForeignKey(
        Person, models.CASCADE, related_name="hidden_authors", db_index=False
    )
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    objects = HiddenAuthorManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "author"], name="an_author_is_hidden_once")
        ]

    def __str__(self):
        return f"{self.reader_id} hides {self.author_id}"
