"""What each kind of decision does to a comment, and how it is undone.

A decision's row is written once and never touched again, so an act has two halves: `step` changes
the comment and comes before the row; `follow` makes the rows that name the decision.
"""

from django.db import models

from comments.models import InvalidTransition


class Action(models.TextChoices):
    APPROVE = "approve"
    REJECT = "reject"
    REMOVE = "remove"
    RESTORE = "restore"
    HOLD = "hold"
    KEEP = "keep"
    WARN = "warn"
    BAN = "ban"
    LIFT = "lift"
    CLOSE_BRANCH = "close_branch", "close branch"
    OPEN_BRANCH = "open_branch", "open branch"
    PICK = "pick", "editor's pick"
    UNPICK = "unpick", "no editor's pick any more"
    UNDO = "undo"


class Act:
    """An act that leaves the comment as it is."""

    needs_ground = False
    settles = None  # what becomes of the comment's open reports: "upheld", "dismissed" or None

    def step(self, comment):
        """Change the comment; inside the lock."""

    def follow(self, decision, **terms):
        """Make the rows that name the decision."""

    def can_reverse(self, decision) -> bool:
        """Whether there is anything left of it to take back."""
        return True

    def reverse(self, decision, undoing):
        """Take back what `decision` did; `undoing` is the decision that does so."""

    def step_back(self, decision, comment):
        """Change the comment back; inside the lock."""


class Keep(Act):
    """A moderator looked, and it stays."""

    settles = "dismissed"


class StatusAct(Act):
    """One of the comment's own verbs."""

    def __init__(self, verb, *, settles=None, needs_ground=False):
        self.verb, self.settles, self.needs_ground = verb, settles, needs_ground

    def step(self, comment):
        getattr(comment, self.verb)()

    def step_back(self, decision, comment):
        comment.return_to(decision.status_before, since=decision.since_before)


class Mark(Act):
    """What is said of a comment beside its status, and can be said the other way round."""

    def __init__(self, verb, opposite):
        self.verb, self.opposite = verb, opposite  # which are the actions' names, too

    def step(self, comment):
        getattr(comment, self.verb)()

    def step_back(self, decision, comment):
        getattr(comment, self.opposite)()


class Warn(Act):
    needs_ground = True

    def follow(self, decision):
        decision.warnings.create(decision=decision, person=decision.person)

    def reverse(self, decision, undoing):
        decision.warnings.update(retracted_by=undoing)


class Impose(Act):
    needs_ground = True

    def follow(self, decision, *, until=None, **subjects):
        decision.bans.begin(decision, until=until, **subjects)

    def can_reverse(self, decision):
        return decision.bans.filter(lifted_by=None).exists()

    def reverse(self, decision, undoing):
        if not decision.bans.filter(lifted_by=None).update(lifted_by=undoing):
            raise InvalidTransition("The ban has been lifted already.")


class Lift(Act):
    def follow(self, decision, *, ban):
        # Asked in the statement itself, so that of two who lift it one is told.
        if not type(ban).objects.filter(pk=ban.pk, lifted_by=None).update(lifted_by=decision):
            raise InvalidTransition("The ban has been lifted already.")

    def reverse(self, decision, undoing):
        decision.lifted_bans.update(lifted_by=None)


UPHELD, DISMISSED = "upheld", "dismissed"

ACTS = {
    Action.APPROVE: StatusAct("approve", settles=DISMISSED),
    Action.REJECT: StatusAct("reject", settles=UPHELD, needs_ground=True),
    Action.REMOVE: StatusAct("remove", settles=UPHELD, needs_ground=True),
    Action.RESTORE: StatusAct("restore", settles=DISMISSED),
    Action.HOLD: StatusAct("hold"),
    Action.KEEP: Keep(),
    Action.WARN: Warn(),
    Action.BAN: Impose(),
    Action.LIFT: Lift(),
    Action.CLOSE_BRANCH: Mark("close_branch", "open_branch"),
    Action.OPEN_BRANCH: Mark("open_branch", "close_branch"),
    Action.PICK: Mark("pick", "unpick"),
    Action.UNPICK: Mark("unpick", "pick"),
}
GROUNDED = [action for action, act in ACTS.items() if act.needs_ground]
# Those that say whether the words may stand: the last of them is the one that counts.
JUDGING = [a for a, act in ACTS.items() if isinstance(act, StatusAct | Keep)]
PICKING = [Action.PICK, Action.UNPICK]  # what editors decide, on the page itself
MARKING = [a for a, act in ACTS.items() if isinstance(act, Mark)]
# By these a moderator has said that the words may stand.
CLEARING = [Action.APPROVE, Action.KEEP, Action.RESTORE]
