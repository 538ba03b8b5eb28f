from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.models.cited_text import CitedText
from posts.dates import day_and_time


class ListRevision(CitedText):
    """One change of a list: by whom, when, and the house rule and sentence from then on.

    Its entries are the ListEntry rows in force at its number. Rows are never changed or deleted; an
    undo is another revision.
    """

    list = models.ForeignKey("moderation.ScreeningList", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    added = models.PositiveIntegerField(default=0)  # entries
    removed = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        ordering = ["list", "-number"]
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="one_revision")]

    def __str__(self):
        return f"{self.list}, {self.by}, {day_and_time(self.created)}"

    @property
    def can_be_undone(self) -> bool:
        """Whether there is an earlier revision to go back to."""
        return self.number > 1
