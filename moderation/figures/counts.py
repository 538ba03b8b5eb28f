"""How each figure is counted, and by which moment: the only place that defines it."""

from collections import Counter
from functools import cached_property

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from comments.models import Comment, Finding
from moderation.figures.window import Duration, Window
from moderation.models import Action, Appeal, Decision, Reason, Report
from moderation.models.acts import REMOVAL_ACTIONS, VERDICT_ACTIONS, Source
from moderation.models.decision_manager import TAKEN_DOWN
from moderation.models.report_queries import MAIN_ID

# Kinds in the counts besides the codes of rules and house rules.
LAW = "law"
CHECK = "check"
WEIGHT = "weight_of_reports"
MODERATOR = "moderator"
HOUSE_RULE = "house_rule"
CHILDREN = "children"
OTHER_CONTENT = "other_content"
RIGHT, WRONG, UNDECIDED = "right", "wrong", "undecided"

# Who took a decision.
DECIDER = Case(When(by=None, then=Value(WEIGHT)), default=Value(MODERATOR))
HELD_BY = Case(When(source=Source.REPORT_WEIGHT, then=Value(WEIGHT)), default=Value(MODERATOR))
UPHELD = Report.Status.UPHELD
# The result of a report, and for a legal notice the ground.
ANSWER = Case(
    When(status=UPHELD, decision__house_rule=None, then=Value(LAW)),
    When(status=UPHELD, then=Value(HOUSE_RULE)),
    default=F("status"),
)
# Whether the check that held a comment was right, by moderators' decisions.
HOLD_RESULT = Case(
    When(comment__status__in=TAKEN_DOWN, then=Value(RIGHT)),
    When(comment__status=Comment.Status.PUBLISHED, then=Value(WRONG)),
    default=Value(UNDECIDED),
)
SUBJECT = Case(
    When(legal_notice__is_about_children=True, then=Value(CHILDREN)),
    default=Value(OTHER_CONTENT),
)


class Counts:
    """The counts for the periods of a window: each is a list with one Counter for a period."""

    def __init__(self, window: Window):
        self.window = window

    @cached_property
    def comments(self) -> list[Counter]:
        """Return the comments by current status, counted when they were written."""
        # All statuses; but SQLite uses the index with the status only if a condition names it.
        comments = Comment.objects.filter(status__in=Comment.Status.values)
        return self.window.counts(comments, F("status"))

    @cached_property
    def checked(self) -> list[int]:
        """Return how many comments automatic checks held."""
        return self.window.totals(self._findings, number="comment")

    @cached_property
    def holds(self) -> list[Counter]:
        """Return the holds by cause: the check, reports, or moderators."""
        by_rule = self.window.counts(self._findings, F("rule"), number="comment")
        return [checks + others for checks, others in zip(by_rule, self._decided, strict=True)]

    @cached_property
    def held(self) -> list[int]:
        """Return the number of holds; several findings on one comment count once."""
        decided = [counts.total() for counts in self._decided]
        return [sum(pair) for pair in zip(self.checked, decided, strict=True)]

    @cached_property
    def hold_results(self) -> list[Counter]:
        """Return the holds by automatic checks, by whether they were right in today's view."""
        return self.window.counts(self._findings, HOLD_RESULT, number="comment")

    @cached_property
    def removals(self) -> list[Counter]:
        """Return the comments rejected and removed, by the code of a house rule, or "law"."""
        removals = self._effective.filter(action__in=REMOVAL_ACTIONS)
        return self.window.counts(removals, Coalesce("house_rule__rule__code", Value(LAW)))

    @cached_property
    def reports(self) -> list[Counter]:
        """Return the reports by current status, counted when they were made."""
        return self.window.counts(Report.objects.all(), F("status"))

    @cached_property
    def reporters(self) -> list[int]:
        """Return how many people reported something, each once a period."""
        return self.window.totals(Report.objects.all(), number=MAIN_ID)

    @cached_property
    def notices(self) -> list[Counter]:
        """Return the legal notices by result and ground."""
        return self.window.counts(self._notices, ANSWER)

    @cached_property
    def notice_subjects(self) -> list[Counter]:
        """Return the legal notices by subject."""
        return self.window.counts(self._notices, SUBJECT)

    @cached_property
    def deciders(self) -> list[Counter]:
        """Return who or what held, removed or kept comments: checks, reports, moderators."""
        verdicts = self._effective.filter(action__in=VERDICT_ACTIONS)
        decided = self.window.counts(verdicts, DECIDER)
        both = zip(self.checked, decided, strict=True)
        return [Counter({CHECK: checked}) + counts for checked, counts in both]

    @cached_property
    def hold_times(self) -> list[Duration | None]:
        """Return how long held comments waited for a moderator."""
        answers = self._effective.filter(action__in=VERDICT_ACTIONS, by__isnull=False)
        held = answers.filter(status_before=Comment.Status.HELD, since_before__isnull=False)
        return self.window.durations(held, "since_before", "created")

    @cached_property
    def report_times(self) -> list[Duration | None]:
        """Return how long reports waited for a decision."""
        return self.window.durations(_answered(Report.objects.all()), "created", "ended")

    @cached_property
    def notice_times(self) -> list[Duration | None]:
        """Return how long legal notices waited for a decision."""
        return self.window.durations(_answered(self._notices), "created", "ended")

    @cached_property
    def appeals(self) -> list[Counter]:
        """Return the appeals by current status, counted when they were made."""
        return self.window.counts(Appeal.objects.all(), F("status"))

    @cached_property
    def own_answers(self) -> list[int]:
        """Return how many appeals were answered by the person whose decision they were against."""
        return self.window.totals(Appeal.objects.answered_by_same_person())

    @cached_property
    def appeal_times(self) -> list[Duration | None]:
        """Return how long appeals waited for their answer."""
        return self.window.durations(Appeal.objects.answered(), "created", "answer__created")

    @property
    def _findings(self):
        return Finding.objects.filter(verdict=Finding.Verdict.HOLD)

    @property
    def _notices(self):
        return Report.objects.filter(reason=Reason.ILLEGAL)

    @property
    def _effective(self):
        return Decision.objects.effective()

    @cached_property
    def _decided(self):
        holds = self._effective.filter(action=Action.HOLD)
        return self.window.counts(holds, HELD_BY)


def _answered(reports):
    return reports.filter(Q(status=UPHELD) | Q(status=Report.Status.DISMISSED), ended__isnull=False)
