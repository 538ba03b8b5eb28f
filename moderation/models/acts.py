"""The kinds of decision, and what those on a comment do to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, InvalidTransition

TAKEN_DOWN = [Comment.Status.REJECTED, Comment.Status.REMOVED]


class Action(models.TextChoices):
    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Reject")
    REMOVE = "remove", _("Remove")
    RESTORE = "restore", _("Restore")
    HOLD = "hold", _("Hold")
    KEEP = "keep", _("Keep")
    WARN = "warn", _("Warn")
    BAN = "ban", _("Ban")
    LIFT = "lift", _("Lift")
    HOLD_FIRST = "hold_first", _("Hold an author's comments first")
    LIMIT_REPORTS = "limit_reports", _("Let somebody's reports weigh nothing")
    CLOSE_BRANCH = "close_branch", _("Close branch")
    OPEN_BRANCH = "open_branch", _("Open branch")
    PICK = "pick", _("Editor's pick")
    UNPICK = "unpick", _("Remove editor's pick")
    PIN = "pin", _("Pin")
    UNPIN = "unpin", _("Unpin")
    UNDO = "undo", _("Undo")
    UPHOLD = "uphold", _("Uphold on appeal")


class Source(models.TextChoices):
    """What led to a decision."""

    REPORT = "report", _("Report")
    OWN = "own", _("Own initiative")
    RULE = "rule", _("Automatic check")
    REPORT_WEIGHT = "threshold", _("Weight of reports")
    APPEAL = "appeal", _("Appeal")


# Verdicts that the text may not stay, and verdicts that it may.
REMOVAL_ACTIONS = [Action.REJECT, Action.REMOVE]
CLEARING_ACTIONS = [Action.APPROVE, Action.KEEP, Action.RESTORE]
# Actions that say whether the text may stay; only the last of them is in force.
VERDICT_ACTIONS = [*REMOVAL_ACTIONS, *CLEARING_ACTIONS, Action.HOLD]
# Flags of a comment besides its status, each with the action that reverses it.
OPPOSITES = {
    Action.CLOSE_BRANCH: Action.OPEN_BRANCH,
    Action.OPEN_BRANCH: Action.CLOSE_BRANCH,
    Action.PICK: Action.UNPICK,
    Action.UNPICK: Action.PICK,
    Action.PIN: Action.UNPIN,
    Action.UNPIN: Action.PIN,
}
# Taken by editors, on the page of the post.
EDITORIAL_ACTIONS = [Action.PICK, Action.UNPICK, Action.PIN, Action.UNPIN]
COMMENT_ACTIONS = [*VERDICT_ACTIONS, *OPPOSITES]
ACTIONS_WITH_GROUND = [*REMOVAL_ACTIONS, Action.WARN, Action.BAN]


def apply(action, comment):
    """Call the comment's method with the action's name; "keep" has none.

    `action` is one of COMMENT_ACTIONS; call it inside the comment's lock. Raises InvalidTransition.
    """
    if action != Action.KEEP:
        getattr(comment, action)()
    elif comment.status in TAKEN_DOWN:  # "keep" is not possible while it is taken down
        raise InvalidTransition.by_status(comment)


def unapply(decision, comment):
    """Reverse the effect of a decision on a comment, inside the comment's lock."""
    if decision.action in OPPOSITES:
        getattr(comment, OPPOSITES[decision.action])()
    elif decision.action in VERDICT_ACTIONS and decision.action != Action.KEEP:
        comment.return_to(decision.status_before, since=decision.since_before)
