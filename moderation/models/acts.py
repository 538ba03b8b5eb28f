"""What each kind of decision does to a comment, and how it is undone.

A decision's row is never changed once it is written. So an act has two halves: `apply` changes the
comment before the row is written; `create_records` then makes the rows that refer to it.
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
    """What a kind of decision does; this one leaves the comment as it is."""

    needs_ground = False
    report_outcome = None  # how open reports on the comment end: "upheld", "dismissed" or None

    def apply(self, comment):
        """Change the comment; call it inside the lock."""

    def create_records(self, decision, **terms):
        """Make the rows that refer to the decision."""

    def can_undo(self, decision) -> bool:
        """Return whether any record of `decision` is left to undo."""
        return True

    def undo_records(self, decision, undoing):
        """Undo the rows that `decision` made; `undoing` is the decision that undoes it."""

    def unapply(self, decision, comment):
        """Change the comment back; call it inside the lock."""


class Keep(Act):
    """A moderator has looked at the comment, and it stays."""

    report_outcome = "dismissed"


class StatusAct(Act):
    """One of the comment's own verbs."""

    def __init__(self, verb, *, report_outcome=None, needs_ground=False):
        self.verb, self.report_outcome, self.needs_ground = verb, report_outcome, needs_ground

    def apply(self, comment):
        getattr(comment, self.verb)()

    def unapply(self, decision, comment):
        comment.return_to(decision.status_before, since=decision.since_before)


class Flag(Act):
    """A flag with an opposite, beside the status: picked or not, branch closed or open."""

    def __init__(self, verb, opposite):
        self.verb, self.opposite = verb, opposite  # names of comment methods and of actions

    def apply(self, comment):
        getattr(comment, self.verb)()

    def unapply(self, decision, comment):
        getattr(comment, self.opposite)()


class Warn(Act):
    needs_ground = True

    def create_records(self, decision):
        decision.warnings.create(decision=decision, person=decision.person)

    def undo_records(self, decision, undoing):
        decision.warnings.update(retracted_by=undoing)


class Impose(Act):
    needs_ground = True

    def create_records(self, decision, *, until=None, **subjects):
        decision.bans.begin(decision, until=until, **subjects)

    def can_undo(self, decision):
        return decision.bans.filter(lifted_by=None).exists()

    def undo_records(self, decision, undoing):
        if not decision.bans.filter(lifted_by=None).update(lifted_by=undoing):
            raise InvalidTransition("The ban has been lifted already.")


class Lift(Act):
    def create_records(self, decision, *, ban):
        # Checked in the UPDATE itself: when two lift it at once, one of them gets the error.
        if not type(ban).objects.filter(pk=ban.pk, lifted_by=None).update(lifted_by=decision):
            raise InvalidTransition("The ban has been lifted already.")

    def undo_records(self, decision, undoing):
        decision.lifted_bans.update(lifted_by=None)


UPHELD, DISMISSED = "upheld", "dismissed"

ACTS = {
    Action.APPROVE: StatusAct("approve", report_outcome=DISMISSED),
    Action.REJECT: StatusAct("reject", report_outcome=UPHELD, needs_ground=True),
    Action.REMOVE: StatusAct("remove", report_outcome=UPHELD, needs_ground=True),
    Action.RESTORE: StatusAct("restore", report_outcome=DISMISSED),
    Action.HOLD: StatusAct("hold"),
    Action.KEEP: Keep(),
    Action.WARN: Warn(),
    Action.BAN: Impose(),
    Action.LIFT: Lift(),
    Action.CLOSE_BRANCH: Flag("close_branch", "open_branch"),
    Action.OPEN_BRANCH: Flag("open_branch", "close_branch"),
    Action.PICK: Flag("pick", "unpick"),
    Action.UNPICK: Flag("unpick", "pick"),
}
ACTIONS_WITH_GROUND = [action for action, act in ACTS.items() if act.needs_ground]
# Actions that say whether the text may stay: only the last of them is in force.
VERDICT_ACTIONS = [a for a, act in ACTS.items() if isinstance(act, StatusAct | Keep)]
PICK_ACTIONS = [Action.PICK, Action.UNPICK]  # editors take them, on the page of the post
FLAG_ACTIONS = [a for a, act in ACTS.items() if isinstance(act, Flag)]
# Verdicts that the text may stay.
CLEARING_ACTIONS = [Action.APPROVE, Action.KEEP, Action.RESTORE]
