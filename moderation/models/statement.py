"""What the author of a comment reads about a decision on it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models.acts import Action

HEADLINES = {
    Action.HOLD: _("Your comment is hidden for the moment."),
    Action.REJECT: _("Your comment was not published."),
    Action.REMOVE: _("Your comment was removed."),
    Action.RESTORE: _("Your comment was put back."),
    Action.APPROVE: _("Your comment was published."),
    Action.KEEP: _("Your comment was looked at, and it stays."),
}


def headline(decision) -> str:
    """Return what was decided, in one sentence."""
    return str(HEADLINES[decision.action])


def explanation(decision) -> str:
    """Return who or what decided, and what led to it, in one sentence."""
    if decision.is_automatic:
        if decision.source == decision.Source.THRESHOLD:
            return gettext(
                "No person has decided this yet: several readers reported it, and a moderator will"
                " look at it."
            )
        return gettext(
            "No person has decided this yet: an automatic check stopped it, and a moderator will"
            " look at it."
        )
    if decision.source == decision.Source.REPORT:
        return gettext("A moderator decided this, after a reader had reported it.")
    if decision.found_automatically:
        return gettext("A moderator decided this, after an automatic check had stopped it.")
    return gettext("A moderator decided this on their own initiative.")
