from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.models.cited_text import CitedText

TEXT = "text"  # the option of a screening rule with the key of its text


class RuleTextManager(models.Manager):
    def store(self, code: str, *, house_rule, sentence, by, current=None) -> "RuleText":
        """Return the text of a screening rule with this house rule and sentence.

        It is a new row, unless that with the key `current` says the same already.
        """
        same = self.filter(pk=current, code=code, house_rule=house_rule, sentence=sentence)
        return same.first() or self.create(
            code=code, house_rule=house_rule, sentence=sentence, by=by
        )

    def read(self, keys) -> "dict[int, RuleText]":
        """Return the texts with these keys by key, with their house rules."""
        texts = self.filter(pk__in=keys).select_related("house_rule")
        return texts.prefetch_related("house_rule__versions").in_bulk()


class RuleText(CitedText):
    """The text for the author of a comment that a screening rule held.

    The rule's settings have its key, so that RuleChange rows say who changed it, and an undo
    restores the earlier one. Rows are never changed or deleted.
    """

    code = models.SlugField(_("code"))  # of the screening rule
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created = models.DateTimeField(_("created"), default=timezone.now)

    objects = RuleTextManager()

    def __str__(self):
        return f"{self.code}: {self.sentence}"
