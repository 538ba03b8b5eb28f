"""The statuses of a comment and the steps between them."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.limits import in_words


class InvalidTransition(Exception):
    """A comment in this status cannot take this step."""

    @classmethod
    def by_status(cls, comment):
        """Return the error for a step that the status of a comment does not allow."""
        sentence = gettext("This is not possible: the comment’s status is “%(status)s”.")
        return cls(sentence % {"status": comment.get_status_display()})


class CannotReply(Exception):
    """The post or the comment takes no reply; the message says why."""


class TooLateToEdit(InvalidTransition):
    """The text can no longer be edited: it has a reply, or its ten minutes are over."""


class EditedTooOften(InvalidTransition):
    """The rate limit of changes refuses; they are possible again in `seconds` seconds."""

    def __init__(self, seconds: int):
        sentence = gettext(
            "You have changed these words many times. Please send this again in %(time)s."
        )
        super().__init__(sentence % {"time": in_words(seconds)})
        self.seconds = seconds


class Status(models.TextChoices):
    PUBLISHED = "published", _("Published")
    HELD = "held", _("Held")
    REJECTED = "rejected", _("Rejected")
    REMOVED = "removed", _("Removed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# The texts for its author in each status, and for an erased one.
STATUS_TEXTS = {
    Status.PUBLISHED: (_("Published."), ""),
    Status.HELD: (
        _("Waiting for a moderator."),
        _("Until one approves it, only you can see it."),
    ),
    Status.REJECTED: (_("Not published."), _("A moderator decided not to show it.")),
    Status.REMOVED: (_("Removed."), _("A moderator took it down.")),
    Status.WITHDRAWN: (_("Deleted."), _("You took it back.")),
    "erased": (_("Erased."), _("Your text and your name have been erased permanently.")),
}


@dataclass(frozen=True)
class Step:
    """The statuses in which a method is allowed, and the one that it sets.

    `was_shown` says whether the comment must have been published before, or must not; None: either.
    """

    sources: frozenset
    target: Status
    was_shown: bool | None = None


STEPS = {
    "hold": Step(frozenset({Status.PUBLISHED}), Status.HELD),
    "approve": Step(frozenset({Status.HELD, Status.REJECTED}), Status.PUBLISHED),
    "reject": Step(frozenset({Status.HELD}), Status.REJECTED, was_shown=False),
    "remove": Step(frozenset({Status.PUBLISHED, Status.HELD}), Status.REMOVED, was_shown=True),
    "restore": Step(frozenset({Status.REMOVED}), Status.PUBLISHED),
    "withdraw": Step(frozenset({Status.PUBLISHED, Status.HELD}), Status.WITHDRAWN),
}

# The statuses that undoing a decision may restore, by the status that the decision set.
RETURNS = {
    Status.PUBLISHED: {Status.HELD, Status.REJECTED, Status.REMOVED},
    Status.HELD: {Status.PUBLISHED},
    Status.REJECTED: {Status.HELD},
    Status.REMOVED: {Status.PUBLISHED, Status.HELD},
}
