"""What a rule in shadow would have held, and moderators' decisions on that."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from comments.models import Comment, Finding
from comments.rules import ScreeningRule
from moderation.models import Decision
from moderation.models.acts import CLEARING_ACTIONS, REMOVAL_ACTIONS


@dataclass(frozen=True)
class ShadowRecord:
    """Comments that a rule in shadow would have held or refused, by result.

    Only moderators' decisions count: those in force, taken after the finding.
    """

    approved: int
    removed: int  # or rejected
    undecided: int

    @classmethod
    def of(cls, rule: ScreeningRule, since=None, scope: Q | None = None) -> "ShadowRecord":
        """Return the record of a rule since a moment; None: since the beginning.

        Only comments in `scope`, a condition on comments, count.
        """
        actions = Counter(
            found_in_shadow(rule, since, scope)
            .annotate(decided=verdict_after("pk", "first"))
            .order_by()
            .values_list("decided", flat=True)
        )
        approved = sum(actions[action] for action in CLEARING_ACTIONS)
        removed = sum(actions[action] for action in REMOVAL_ACTIONS)
        return cls(approved, removed, actions.total() - approved - removed)

    @property
    def total(self) -> int:
        return self.approved + self.removed + self.undecided


def found_in_shadow(rule: ScreeningRule, since=None, scope: Q | None = None):
    """Return the comments that a rule in shadow found since a moment, each with `first`, when that
    was; see `ShadowRecord.of`.
    """
    findings = Finding.objects.filter(rule=rule.code, verdict=Finding.Verdict.SHADOW)
    if since:
        findings = findings.filter(created__gte=since)
    first = findings.filter(comment=OuterRef("pk")).order_by("pk").values("created")[:1]
    comments = Comment.objects.filter(scope or Q(), pk__in=findings.values("comment"))
    return comments.annotate(first=Subquery(first))


def verdict_after(comment: str, moment: str) -> Subquery:
    """Return, as a subquery, a moderator's verdict in force on a comment after a moment; both are
    names of columns of the outer row.
    """
    verdicts = Decision.objects.effective().verdicts().filter(comment=OuterRef(comment))
    of_moderators = verdicts.filter(by__isnull=False, created__gte=OuterRef(moment))
    return Subquery(of_moderators.order_by("-pk").values("action")[:1])
