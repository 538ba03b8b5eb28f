"""Whether a rule does what its last trial predicted."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Sum

from comments.models import Comment, Finding, RefusalCount
from comments.rules import State
from moderation.figures.wilson import Interval, wilson
from moderation.models import Trial
from moderation.trials.proposed_entries import ENTRIES

MAX_TRIALS = 20  # that are looked at
STOPS = [Finding.Verdict.HOLD, Finding.Verdict.SHADOW]


class Share(NamedTuple):
    """How many of some comments a rule stopped, or would have."""

    stopped: int
    all: int

    @property
    def percent(self) -> float:
        return 100 * self.stopped / self.all

    @property
    def interval(self) -> Interval | None:
        """Return between which shares, in percent, the true one lies."""
        interval = wilson(self.stopped, self.all)
        return interval and Interval(*(100 * share for share in interval))


class Prediction(NamedTuple):
    """What a trial predicted of a rule with its options of today, and what happened since."""

    trial: Trial
    predicted: Share
    since: datetime
    real: Share | None  # None before any comment came

    @classmethod
    def of(cls, current) -> "Prediction | None":
        """Return it for a CurrentRule; None without a trial, or where nobody asks the rule."""
        change = current.last_change
        trial = change and current.state != State.OFF and _trial_of(current.rule, current.options)
        if not trial:
            return None
        refused = RefusalCount.objects.filter(rule=current.rule.code, day__gt=change.created)
        since = change.created
        if refused.exists():  # they are counted by days, so that only whole ones can be compared
            day_after = change.created.astimezone(UTC).date() + timedelta(days=1)
            since = datetime.combine(day_after, time.min, UTC)
        real = _real(current.rule, since, refused.aggregate(sum=Sum("count"))["sum"] or 0)
        return cls(trial, _predicted(trial), since, real)


def _trial_of(rule, options):
    """Return the last trial that ended with these options of a rule, and looked at something."""
    for trial in Trial.objects.of(rule.code).filter(ended__isnull=False)[:MAX_TRIALS]:
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
