"""The consequences of a decision, called by name in the transaction of the decision.

Bans, warnings and restrictions have rows of their own, written by `Ban.objects.impose`, `Ban.lift`,
`AuthorWarning.objects.issue` and `Restriction.objects.impose`; an undo reverses these here.
"""

from moderation.claims import Claim
from moderation.models.acts import VERDICT_ACTIONS, Action
from moderation.models.appeal import Appeal
from moderation.models.assignment import Assignment
from moderation.models.author_warning import AuthorWarning
from moderation.models.ban import Ban
from moderation.models.likeness import Likeness
from moderation.models.outbox import queue_about, queue_correction
from moderation.models.report import Report
from moderation.models.screener import Screener
from moderation.models.spot_check import SpotCheck


def follow(decision):
    """Close the reports that a decision answers, queue mail about it, and end the assignment."""
    if decision.takes_down:
        Report.objects.close(decision, Report.Status.UPHELD)
    elif decision.clears:
        Report.objects.close(decision, Report.Status.DISMISSED)
    queue_about(decision)
    if decision.takes_down or decision.clears:
        Assignment.objects.end(decision.comment)
        if decision.by_id:
            Likeness.objects.close(decision.comment)
            SpotCheck.objects.close(decision.comment)
    if decision.by_id and decision.action in VERDICT_ACTIONS:
        Claim.release(decision.comment_id, decision.by)
        Screener.objects.follow(decision)


def take_back(decision, undoing):
    """Reverse the consequences of `decision`, which `undoing` undoes.

    Raises InvalidTransition if a ban that it imposed was lifted already, and what
    `Appeal.objects.reopen` raises.
    """
    if decision.action == Action.WARN:
        AuthorWarning.objects.retract(decision, undoing)
    elif decision.action == Action.BAN:
        Ban.objects.revoke(decision, undoing)
    elif decision.action == Action.LIFT:
        Ban.objects.put_back(decision)
    elif decision.action == Action.LIMIT_REPORTS:
        Report.objects.weigh_again(decision.person)
    if decision.takes_down or decision.clears:
        Report.objects.reopen(decision)
        Likeness.objects.settle(decision.comment)
        SpotCheck.objects.settle(decision.comment)
    if decision.is_on_appeal:
        Appeal.objects.reopen(decision, by=undoing.by)
    queue_correction(undoing)
