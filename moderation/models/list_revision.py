from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models.house_rule import HouseRule
from posts.dates import day_and_time

SENTENCE_LENGTH = 300  # characters


class ListRevision(models.Model):
    """One change of a list: by whom, when, and the house rule and sentence since then.

    Its entries are the ListEntry rows in force at its number. Rows are never changed or deleted; an
    undo is another revision.
    """

    list = models.ForeignKey("moderation.ScreeningList", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    house_rule = models.ForeignKey(
        HouseRule, models.PROTECT, related_name="+", verbose_name=_("house rule")
    )
    sentence = models.CharField(_("sentence"), max_length=SENTENCE_LENGTH)
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
    def cited(self) -> str:
        """The owner's sentence and the house rule, for the author of a comment."""
        text = gettext("%(sentence)s The house rule: “%(rule)s”.")
        return text % {"sentence": self.sentence, "rule": self.house_rule}
