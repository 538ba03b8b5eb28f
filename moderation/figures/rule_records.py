"""How often each screening rule was right, as moderators decided."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef

from comments.models import Comment, Finding
from comments.rules import ScreeningRule, rule_of, screening_rules
from moderation.figures.wilson import Interval, wilson
from moderation.figures.window import Window
from moderation.models import Action, Decision

Status = Comment.Status


@dataclass(frozen=True)
class RuleRecord:
    """The results of the comments that a rule held, and its misses.

    `misses` are comments that nothing held and that were removed on the ground which the rule looks
    for; None for a rule without a ground.
    """

    rule: ScreeningRule
    counts: Counter  # of the held comments by current status
    misses: int | None

    @classmethod
    def empty(cls, rule: ScreeningRule) -> "RuleRecord":
        return cls(rule, Counter(), None)

    def __add__(self, other) -> "RuleRecord":
        known = [record.misses for record in (self, other) if record.misses is not None]
        return RuleRecord(self.rule, self.counts + other.counts, sum(known) if known else None)

    @property
    def held(self) -> int:
        return self.counts.total()

    @property
    def right(self) -> int:
        """Return how many were rejected, or removed later."""
        return self.counts[Status.REJECTED] + self.counts[Status.REMOVED]

    @property
    def false_holds(self) -> int:
        """Return how many a moderator kept."""
        return self.counts[Status.PUBLISHED]

    @property
    def waiting(self) -> int:
        return self.counts[Status.HELD]

    @property
    def decided(self) -> int:
        return self.right + self.false_holds

    @property
    def undecided(self) -> int:
        """Return how many wait, or were withdrawn before a decision."""
        return self.held - self.decided

    @property
    def precision(self) -> float | None:
        """Return the share of the decided ones that was held rightly, 0 to 1; None for none."""
        return self.right / self.decided if self.decided else None

    @property
    def interval(self) -> Interval | None:
        """Return the 95 % confidence interval of the precision; None without a decision."""
        return wilson(self.right, self.decided)


def rule_records(window: Window) -> list[RuleRecord]:
    """Return the records of all rules that hold comments, most holds first."""
    counts = defaultdict(Counter)
    findings = window.rows(Finding.objects.filter(verdict=Finding.Verdict.HOLD), "created")
    groups = findings.values("rule", "comment__status")
    for group in groups.annotate(number=Count("comment", distinct=True)):
        counts[group["rule"]][group["comment__status"]] = group["number"]
    (misses,) = misses_of_periods(window)
    codes = {rule.code for rule in screening_rules() if rule.holds} | set(counts)
    rules = map(rule_of, sorted(codes))
    records = [
        RuleRecord(rule, counts[rule.code], misses[rule.ground] if rule.ground else None)
        for rule in rules
    ]
    return sorted(records, key=lambda record: -record.held)


def misses_of_periods(window) -> list[Counter]:
    """Return, for each period, the number of removed comments that nothing had held, by ground."""
    held = Finding.objects.filter(comment=OuterRef("comment"), verdict=Finding.Verdict.HOLD)
    removals = Decision.objects.effective().filter(~Exists(held), action=Action.REMOVE)
    return window.counts(removals, F("house_rule__rule__code"))
