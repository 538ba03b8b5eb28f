"""Why a decision is refused."""

from django.utils.translation import gettext


class Outdated(Exception):
    """The comment has changed since the decider saw it; the message says how."""

    @classmethod
    def by_status(cls, comment):
        """Return the error for a status change without a decision."""
        message = gettext("Its status is now: %(status)s, and not by a moderator's decision.")
        return cls(message % {"status": comment.get_status_display()})


class AlreadyDecided(Outdated):
    """Somebody else decided first; `decision` is theirs."""

    def __init__(self, decision):
        self.decision = decision
        super().__init__(gettext("Already decided: %(decision)s.") % {"decision": decision})


class NeedsGround(ValueError):
    """This kind of decision must name a house rule or a law."""


class HoldsElsewhere(NeedsGround):
    """The named house rule does not hold in the conversation of the comment."""
