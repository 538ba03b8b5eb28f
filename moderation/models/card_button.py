from django.db import models
from django.utils.translation import gettext_lazy as _

from moderation.models.acts import Action
from moderation.models.house_rule import SPAM, HouseRule


class CardButton(models.TextChoices):
    """A button of the desk; which Action it is depends on the comment's status."""

    TAKE_DOWN = "take_down", _("Reject or remove")
    SPAM = SPAM, _("Reject or remove as spam")
    LET_STAND = "let_stand", _("Approve or keep")

    def action_on(self, comment) -> Action:
        """Return the action that this choice means for a comment now."""
        if self != CardButton.LET_STAND:
            return Action.REMOVE if comment.was_shown else Action.REJECT
        possible = (verb for verb in (Action.APPROVE, Action.RESTORE) if comment.can(verb))
        return next(possible, Action.KEEP)

    def ground(self, chosen):
        """Return the ground of the decision: for spam its own rule, for letting stand none."""
        if self == CardButton.SPAM:
            return HouseRule.objects.version(SPAM)
        return chosen if self == CardButton.TAKE_DOWN else None
