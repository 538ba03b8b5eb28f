"""When a moderator sees the findings of rules in shadow: after the decision.

Before it, they would influence the decision that they are compared with.
"""

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
    verdict = Decision.objects.verdict(comment)
    if verdict is None or verdict.is_automatic or _waits(comment):
        return None
    return verdict.created


def _waits(comment):
    appeals = Appeal.objects.open().filter(decision__comment=comment)
    reports = comment.reports.filter(status=Report.Status.OPEN)
    return comment.is_held or reports.exists() or appeals.exists()
