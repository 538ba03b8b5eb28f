"""When a moderator sees the findings of rules in shadow: after the decision.

Before it, they would influence the decision that they are compared with.
"""

from django.db.models import Exists, OuterRef, Subquery

from comments.models import Comment, Finding
from moderation.models import Appeal, Decision, Report


def findings_for_moderators(comment: Comment) -> list[Finding]:
    """Return the findings about a comment that a moderator may see now, in order."""
    findings = list(comment.findings.order_by("pk"))
    if not any(finding.is_shadow for finding in findings):
        return findings
    decided = last_decided(comment)
    return [one for one in findings if not one.is_shadow or decided and one.created < decided]


def last_decided(comment):
    """Return when a moderator decided on a comment; None while it waits for a decision."""
    this = Comment.objects.filter(pk=comment.pk)
    return decided_among(this).values_list("decided", flat=True).first()


def decided_among(comments):
    """Return those of `comments` on which a moderator has decided, and that wait for nothing else.

    Each has its `decision` in force (the action), and `decided`, when it was taken.
    """
    verdicts = Decision.objects.verdicts().effective().filter(comment=OuterRef("pk"))
    last = verdicts.order_by("-pk")
    reports = Report.objects.open().filter(comment=OuterRef("pk"))
    appeals = Appeal.objects.open().filter(decision__comment=OuterRef("pk"))
    return (
        comments.annotate(
            decision=Subquery(last.values("action")[:1]),
            decided=Subquery(last.values("created")[:1]),
            decider=Subquery(last.values("by")[:1]),
        )
        .exclude(decider=None)
        .exclude(status=Comment.Status.HELD)
        .exclude(Exists(reports) | Exists(appeals))
    )
