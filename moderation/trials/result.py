"""The counts of a trial: by week, and by moderators' decision."""

from collections import Counter, deque
from datetime import timedelta

EXAMPLES = 20  # of each kind
# Moderators' decision on a comment; an undecided one is no evidence for or against a rule.
APPROVED, REMOVED, UNDECIDED, MISSED = "approved", "removed", "undecided", "missed"
KINDS = (APPROVED, REMOVED, UNDECIDED, MISSED)
# A rule's answer: nothing, a note for moderators, a hold, or a refusal.
NOTHING, NOTE, HOLD, REFUSE = "", "note", "hold", "refuse"


class Tally:
    """What one setting of a rule would have done: numbers, weeks, and the newest examples."""

    def __init__(self):
        self.answers, self.decisions, self.weeks = Counter(), Counter(), Counter()
        self.examples = {kind: deque(maxlen=EXAMPLES) for kind in KINDS}

    def add(self, answer, decision, week, key):
        """Count a comment with the rule's answer and the moderators' decision."""
        self.answers[answer] += 1
        if answer in (HOLD, REFUSE):
            self.weeks[week] += 1
            self._count(decision, key)
        elif decision == REMOVED:
            self._count(MISSED, key)

    def _count(self, kind, key):
        self.decisions[kind] += 1
        self.examples[kind].append(key)

    @property
    def counts(self) -> dict:
        numbers = {name: self.answers[name] for name in (HOLD, REFUSE, NOTE)}
        return numbers | {kind: self.decisions[kind] for kind in KINDS}


class Result:
    """What a rule would have done with comments: as proposed, and as currently set.

    `current` is None if the rule is off.
    """

    def __init__(self, *, has_current: bool, imported: int = 0):
        self.looked_at, self.weeks = 0, Counter()
        self.problems = Counter({"imported": imported})
        self.proposed, self.current = Tally(), Tally() if has_current else None

    def add(self, answers, decision, day, key):
        """Count a comment with the answers of both settings: the proposed and the current one."""
        week = day - timedelta(days=day.weekday())
        self.looked_at += 1
        self.weeks[week] += 1
        tallies = (self.proposed, self.current)
        for tally, answer in zip(tallies, answers, strict=False):
            if tally is not None:
                tally.add(answer, decision, week, key)

    def leave_out(self, problem):
        """Count a comment that cannot be tried."""
        self.problems[problem] += 1

    @property
    def counts(self) -> dict:
        """Return all numbers in the form in which they are stored."""
        return {
            "looked_at": self.looked_at,
            "left_out": {name: number for name, number in self.problems.items() if number},
            "proposed": self.proposed.counts,
            "current": self.current and self.current.counts,
            "weeks": [
                [week.isoformat(), self.weeks[week], self.proposed.weeks[week], self._now(week)]
                for week in sorted(self.weeks)
            ],
        }

    def _now(self, week):
        return self.current.weeks[week] if self.current else 0

    @property
    def examples(self) -> dict[str, list[int]]:
        """Return the keys of the newest comments of each kind, newest first."""
        return {kind: list(keys)[::-1] for kind, keys in self.proposed.examples.items()}
