"""How often each version of each screening rule was right, by month, as moderators decided.

A rule that learns has a version for each training, which its findings name.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from comments.models import Comment, Finding
from comments.rules import ScreeningRule, rule_of
from moderation.figures.rule_records import RuleRecord, misses_of_periods
from moderation.figures.shadow_record import verdict_after
from moderation.figures.window import Window
from moderation.models import Appeal
from moderation.models.acts import CLEARING_ACTIONS, REMOVAL_ACTIONS
from posts.dates import month

MONTHS = 12
RECENT = 2  # months whose precision is compared with that of the earlier months
MIN_DECIDED = 10  # decisions in each of the two spans, as a minimum for a comparison

Status, Verdict = Comment.Status, Finding.Verdict
# The result for a comment that a rule in shadow would have held, as a status, as if the rule had
# been on: only moderators' decisions count.
RESULT_OF_SHADOW = Case(
    When(decided__in=REMOVAL_ACTIONS, then=Value(Status.REJECTED)),
    When(decided__in=CLEARING_ACTIONS, then=Value(Status.PUBLISHED)),
    default=Value(Status.HELD),
)


@dataclass
class VersionRecord:
    """The records of one version of a rule, on or in shadow: `months`, one record for each.

    `training` is the key of the training that a rule learned from, None for other rules;
    `overturned` is the number of removals of its holds that were overturned on appeal.
    """

    rule: ScreeningRule
    version: int
    training: int | None
    is_shadow: bool
    months: list[tuple[date, RuleRecord]]
    overturned: int = 0

    @cached_property
    def total(self) -> RuleRecord:
        return self._sum(self.months)

    @cached_property
    def recent(self) -> RuleRecord:
        return self._sum(self.months[-RECENT:])

    @cached_property
    def before(self) -> RuleRecord:
        return self._sum(self.months[:-RECENT])

    @property
    def lines(self) -> list[tuple[str, RuleRecord]]:
        """Return the months with a hold or a miss, newest first."""
        return [
            (month(first.year, first.month), record)
            for first, record in reversed(self.months)
            if record.held or record.misses
        ]

    @property
    def is_falling(self) -> bool:
        """Whether it has been right less often lately than before, by more than chance explains."""
        if min(self.recent.decided, self.before.decided) < MIN_DECIDED:
            return False
        return self.recent.interval.high < self.before.precision

    def _sum(self, months):
        return sum((record for _, record in months), RuleRecord.empty(self.rule))


class Ledger:
    """The records of all rules over the last twelve months, this one included.

    Only comments in `scope`, a condition on comments, count.
    """

    def __init__(self, scope: Q | None = None):
        now = timezone.localtime()
        self.months = _last_months(now.date())
        begins = [datetime(day.year, day.month, 1, tzinfo=now.tzinfo) for day in self.months]
        self.window = Window([*begins, now], scope)

    @cached_property
    def records(self) -> list[VersionRecord]:
        """Return the records, most holds first; the number of queries is fixed."""
        counts, overturned = self._counts(), self._overturned()
        misses = misses_of_periods(self.window)
        newest = {key[0]: key[:3] for key in sorted(counts)}
        records = []
        for key in counts:
            code, version, training, is_shadow = key
            rule = rule_of(code)
            # A miss belongs to no version: it counts for the newest one.
            missed = rule.ground and not is_shadow and key[:3] == newest[code]
            months = [
                (first, RuleRecord(rule, of_month, of_misses[rule.ground] if missed else None))
                for first, of_month, of_misses in zip(self.months, counts[key], misses, strict=True)
            ]
            version_record = VersionRecord(
                rule, version, training or None, is_shadow, months, overturned[key]
            )
            records.append(version_record)
        return sorted(records, key=lambda record: -record.total.held)

    @property
    def falling(self) -> list[VersionRecord]:
        return [record for record in self.records if record.is_falling]

    def _counts(self):
        """Return the comments by status for each month, by rule, version and "in shadow"."""
        holds = Finding.objects.filter(verdict=Verdict.HOLD)
        shadows = Finding.objects.filter(verdict=Verdict.SHADOW)
        shadows = shadows.annotate(decided=verdict_after("comment", "created"))
        counts = defaultdict(lambda: [Counter() for _ in self.months])
        for is_shadow, rows in (
            (False, holds.annotate(result=F("comment__status"))),
            (True, shadows.annotate(result=RESULT_OF_SHADOW)),
        ):
            rows = self.window.rows(rows, "created").annotate(training=_training("parameters"))
            groups = rows.values("period", "rule", "version", "training", "result")
            for group in groups.annotate(number=Count("comment", distinct=True)):
                key = group["rule"], group["version"], group["training"] or 0, is_shadow
                counts[key][group["period"]][group["result"]] += group["number"]
        return counts

    def _overturned(self):
        """Return how many removals an appeal overturned, by what had held the comments."""
        appeals = Appeal.objects.filter(
            status=Appeal.Status.OVERTURNED,
            decision__action__in=REMOVAL_ACTIONS,
            decision__comment__findings__verdict=Verdict.HOLD,
        )
        finding = "decision__comment__findings"
        appeals = appeals.annotate(training=_training(f"{finding}__parameters"))
        keys = (f"{finding}__rule", f"{finding}__version", "training")
        groups = self.window.rows(appeals, "created").values_list(*keys)
        return Counter(
            {
                (rule, version, training or 0, False): number
                for rule, version, training, number in groups.annotate(
                    number=Count("pk", distinct=True)
                )
            }
        )


def _training(parameters):
    """Return the key of the training in a finding's parameters, or null."""
    return Cast(KeyTextTransform("training", parameters), IntegerField())


def _last_months(today):
    """Return the first days of the last MONTHS months, the current one last."""
    numbers = [today.year * 12 + today.month - 1 - ago for ago in range(MONTHS)]
    return [date(number // 12, number % 12 + 1, 1) for number in reversed(numbers)]
