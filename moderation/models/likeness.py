from django.db import models

from comments.models import Comment
from moderation.models.decision import Decision
from moderation.similarity.fingerprint import BANDS, bands_of, text_of

BAND_COLUMNS = [f"band_{number}" for number in range(BANDS)]


class LikenessManager(models.Manager):
    def renew(self, comment):
        """Store the fingerprint of a comment's new text, if it has one, inside its lock."""
        if row := self.filter(comment=comment).first():
            self._store(comment, is_decided=row.is_decided)

    def close(self, comment):
        """Store the fingerprint of a comment that a moderator has decided on, inside its lock."""
        self._store(comment, is_decided=True)

    def settle(self, comment):
        """Store the fingerprint of a comment after the undo of a decision, inside its lock."""
        decisions = Decision.objects.of_moderators().filter(comment=comment)
        self._store(comment, is_decided=decisions.exists())

    def _store(self, comment, *, is_decided):
        rows = self.rows_of([comment], is_decided=is_decided)
        if not rows:
            self.filter(comment=comment).delete()
            return
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["comment"],
            update_fields=["is_decided", *BAND_COLUMNS],
        )

    def rows_of(self, comments, *, is_decided=False) -> list["Likeness"]:
        """Return unsaved rows of comments, except those with too few letters."""
        rows = []
        for comment in comments:
            if bands := bands_of(text_of(comment)):
                columns = dict(zip(BAND_COLUMNS, bands, strict=True))
                rows.append(self.model(comment=comment, is_decided=is_decided, **columns))
        return rows


class Bands(models.Model):
    """The bands of a fingerprint, each with an index of its own."""

    locals().update({name: models.IntegerField() for name in BAND_COLUMNS})

    class Meta:
        abstract = True


class Likeness(Bands):
    """The fingerprint of a comment's text, by which similar comments are found.

    Comments with a moderator's decision have one, and those of the last 90 days. One row with 21
    indexes takes half of the space of 21 rows, and is written at once.
    """

    comment = models.OneToOneField(
        Comment, models.CASCADE, primary_key=True, related_name="likeness"
    )
    is_decided = models.BooleanField(default=False)

    objects = LikenessManager()

    class Meta:
        indexes = [
            models.Index(fields=[name, "is_decided"], name=f"alike_by_{name}")
            for name in BAND_COLUMNS
        ]

    def __str__(self):
        return f"of comment {self.comment_id}"
