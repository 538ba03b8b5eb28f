"""What follows a decision, called by name, in the transaction of the decision.

Bans and warnings have rows of their own, which `Ban.objects.impose`, `Ban.lift` and
`AuthorWarning.objects.issue` write; an undo takes these back here.
"""

from moderation.claims import Claim
from moderation.models.acts import VERDICT_ACTIONS, Action
from moderation.models.appeal import Appeal
from moderation.models.author_warning import AuthorWarning
from moderation.models.ban import Ban
from moderation.models.outbox import queue_about, queue_correction
from moderation.models.report import Report


def follow(decision):
    """Close the reports that a decision answers, queue mail about it, and free its claim."""
    if decision.takes_down:
        Report.objects.close(decision, Report.Status.UPHELD)
    elif decision.clears:
        Report.objects.close(decision, Report.Status.DISMISSED)
    queue_about(decision)
    if decision.by_id and decision.action in VERDICT_ACTIONS:
        Claim.release(decision.comment_id, decision.by)


def take_back(decision, undoing):
    """Take back what followed `decision`, which `undoing` undoes.

    Raises InvalidTransition when a ban that it imposed has been lifted already.
    """
    if decision.action == Action.WARN:
        AuthorWarning.objects.retract(decision, undoing)
    elif decision.action == Action.BAN:
        Ban.objects.revoke(decision, undoing)
    elif decision.action == Action.LIFT:
        Ban.objects.put_back(decision)
    if decision.takes_down or decision.clears:
        Report.objects.reopen(decision)
    if decision.is_on_appeal:
        Appeal.objects.reopen(decision)
    queue_correction(undoing)
