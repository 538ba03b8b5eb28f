"""The statuses of a comment, and the steps from one to the other."""

from dataclasses import dataclass
from math import ceil

from django.db import models


class InvalidTransition(Exception):
    """The step is not one that a comment in this status can take."""


class CannotReply(Exception):
    """What was to be answered is not there to be answered; the message says why."""


class TooLateToEdit(InvalidTransition):
    """The words stand for good: they were answered, or the minutes to change them are over."""


class RewordedTooOften(InvalidTransition):
    """The words were changed often of late; `seconds` from now they may be again."""

    def __init__(self, seconds: int):
        super().__init__(
            "You have changed these words many times. Please send this again in"
            f" {ceil(seconds / 60)} minutes."
        )
        self.seconds = seconds


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
