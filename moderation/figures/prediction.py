"""Whether a rule performs as its last trial predicted."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Max, Sum

from comments.models import Comment, Finding, RefusalCount
from comments.rules import State
from moderation.figures.wilson import Interval, wilson
from moderation.models import ListRevision, Trial
from moderation.trials.proposed_entries import ENTRIES

MAX_TRIALS = 20  # trials that are searched
STOPS = [Finding.Verdict.HOLD, Finding.Verdict.SHADOW]


class Share(NamedTuple):
    """The number of some comments that a rule stopped, or would have stopped."""

    stopped: int
    all: int

    @property
    def percent(self) -> float:
        return 100 * self.stopped / self.all

    @property
    def interval(self) -> Interval | None:
        """Return the 95 % confidence interval, in percent."""
        interval = wilson(self.stopped, self.all)
        return interval and Interval(*(100 * share for share in interval))


class Prediction(NamedTuple):
    """A trial's prediction for a rule with its current options, and the results since."""

    trial: Trial
    predicted: Share
    since: datetime
    real: Share | None  # None without comments

    @classmethod
    def of(cls, current) -> "Prediction | None":
        """Return it for a CurrentRule; None without a trial, or if the rule is off."""
        change = current.last_change
        if change is None or current.state == State.OFF:
            return None
        lists_changed = _last_change_of_lists(current.rule)
        trial = _trial_of(current.rule, current.options, lists_changed)
        if trial is None:
            return None
        since = max(change.created, lists_changed)
        refused = RefusalCount.objects.filter(rule=current.rule.code, day__gt=since)
        if refused.exists():  # refusals are counted by day, so only whole days can be compared
            day_after = since.astimezone(UTC).date() + timedelta(days=1)
            since = datetime.combine(day_after, time.min, UTC)
        real = _real(current.rule, since, refused.aggregate(sum=Sum("count"))["sum"] or 0)
        return cls(trial, _predicted(trial), since, real)


def _last_change_of_lists(rule) -> datetime:
    """Return when a list that the rule reads was last changed; the earliest moment for none."""
    revisions = ListRevision.objects.filter(list__kind=rule.kind_of_lists)
    return revisions.aggregate(last=Max("created"))["last"] or datetime.min.replace(tzinfo=UTC)


def _trial_of(rule, options, lists_changed):
    """Return the last trial with a rule's current options and lists and at least one comment."""
    trials = Trial.objects.of(rule.code).filter(ended__isnull=False, created__gt=lists_changed)
    for trial in trials[:MAX_TRIALS]:
        same = all(trial.options.get(name) == options[name] for name in rule.options)
        if same and ENTRIES not in trial.options and trial.counts.get("looked_at"):
            return trial
    return None


def _predicted(trial):
    proposed = trial.counts["proposed"]
    return Share(proposed["hold"] + proposed["refuse"], trial.counts["looked_at"])


def _real(rule, since, refused):
    comments = Comment.objects.filter(created__gte=since, origin=None)
    findings = Finding.objects.filter(rule=rule.code, verdict__in=STOPS, created__gte=since)
    stopped = comments.filter(pk__in=findings.values("comment")).count() + refused
    looked_at = comments.count() + refused
    return Share(stopped, looked_at) if looked_at else None
