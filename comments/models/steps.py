"""The statuses of a comment, and the steps from one to the other."""

from dataclasses import dataclass

from django.db import models


class InvalidTransition(Exception):
    """The step is not one that a comment in this status can take."""


class CannotReply(Exception):
    """What was to be answered is not there to be answered; the message says why."""


class TooLateToEdit(InvalidTransition):
    """The words stand for good: they were answered, or the minutes to change them are over."""


class Status(models.TextChoices):
    PUBLISHED = "published"
    HELD = "held"
    REJECTED = "rejected"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Step:
    """One verb: from which statuses, to which, and whether it needs to have been shown or not."""

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

# Where undoing a decision may lead back to, by the status that the decision led to.
RETURNS = {
    Status.PUBLISHED: {Status.HELD, Status.REJECTED, Status.REMOVED},
    Status.HELD: {Status.PUBLISHED},
    Status.REJECTED: {Status.HELD},
    Status.REMOVED: {Status.PUBLISHED, Status.HELD},
}
