"""What the author of a comment reads about a decision on it."""

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from moderation.models.acts import Action

HEADLINES = {
    Action.HOLD: gettext_lazy("Your comment is hidden for the moment."),
    Action.REJECT: gettext_lazy("Your comment was not published."),
    Action.REMOVE: gettext_lazy("Your comment was removed."),
    Action.RESTORE: gettext_lazy("Your comment was put back."),
    Action.APPROVE: gettext_lazy("Your comment was published."),
    Action.KEEP: gettext_lazy("Your comment was looked at, and it stays."),
}


def headline(decision) -> str:
    """Return what was decided, in one sentence."""
    return str(HEADLINES[decision.action])


def explanation(decision) -> str:
    """Return who or what decided, and what led to it, in one sentence."""
    if decision.is_automatic:
        if decision.source == decision.Source.THRESHOLD:
            return _(
                "No person has decided this yet: several readers reported it, and a moderator will"
                " look at it."
            )
        return _(
            "No person has decided this yet: an automatic check stopped it, and a moderator will"
            " look at it."
        )
    if decision.source == decision.Source.REPORT:
        return _("A moderator decided this, after a reader had reported it.")
    if decision.found_automatically:
        return _("A moderator decided this, after an automatic check had stopped it.")
    return _("A moderator decided this on their own initiative.")
