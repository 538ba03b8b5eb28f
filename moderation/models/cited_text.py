from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models.house_rule import HouseRule

SENTENCE_LENGTH = 300  # characters


class CitedText(models.Model):
    """A house rule and an owner's sentence, for the author of a comment."""

    house_rule = models.ForeignKey(
        HouseRule, models.PROTECT, related_name="+", verbose_name=_("house rule")
    )
    sentence = models.CharField(_("sentence"), max_length=SENTENCE_LENGTH)

    class Meta:
        abstract = True

    @property
    def cited(self) -> str:
        """The owner's sentence and the house rule, for the author of a comment."""
        text = gettext("%(sentence)s The house rule: “%(rule)s”.")
        return text % {"sentence": self.sentence, "rule": self.house_rule}

    @property
    def reason(self) -> str:
        """The same, with the sentence that the comment is held."""
        return gettext("%(cited)s A moderator looks at it first.") % {"cited": self.cited}
