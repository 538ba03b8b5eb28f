"""All figures of a year, by month, for the public."""

from collections import Counter
from datetime import date
from functools import cached_property

from moderation.figures import kinds
from moderation.figures.counts import MODERATOR, RIGHT, UNDECIDED, Counts
from moderation.figures.figure import Figure, Share
from moderation.figures.merging import SMALLEST
from moderation.figures.months import limits_of, months_of
from moderation.figures.window import Duration, Window
from moderation.models import Appeal

AUTOMATED = Share("automated_share", MODERATOR, is_of_others=True)

CHECKS_RIGHT = Share("right_share", RIGHT, left_out=(UNDECIDED,))
OVERTURNED = Share("overturned_share", Appeal.Status.OVERTURNED, left_out=(Appeal.Status.OPEN,))


class Times:
    """How long something took: `rows` by month, and `year`. None for fewer than SMALLEST cases."""

    template = "moderation/figures/_times.html"

    def __init__(self, code, months, durations, year):
        self.code, self.title = code, kinds.TITLES[code]
        self.rows = [(month, _known(of)) for month, of in zip(months, durations, strict=True)]
        self.year = _known(year)

    @property
    def is_empty(self) -> bool:
        return self.year is None

    @property
    def table(self) -> list[tuple]:
        """Return the rows, and at the end the year: each with its first day and its Duration."""
        return [*self.rows, (self.rows[0][0], self.year)]


def _known(duration: Duration | None) -> Duration | None:
    return duration if duration and duration.count >= SMALLEST else None


class Year:
    """The figures of a year in a time zone; of the current year, only months that began."""

    def __init__(self, number: int, zone):
        self.number = number
        self.months: list[date] = months_of(number, zone)
        window = Window(limits_of(self.months, zone))
        self.counts, self.whole = Counts(window), Counts(window.whole)

    @cached_property
    def comments(self) -> Figure:
        return self._figure("comments", self.counts.comments, kinds.STATUSES)

    @cached_property
    def holds(self) -> Figure:
        counts = self.counts.holds
        names = kinds.checks({code for count in counts for code in count})
        return self._figure("holds", counts, names, totals=self.counts.held)

    @cached_property
    def hold_results(self) -> Figure:
        counts = self.counts.hold_results
        return self._figure("hold_results", counts, kinds.RESULTS, share=CHECKS_RIGHT)

    @cached_property
    def removals(self) -> Figure:
        return self._figure("removals", self.counts.removals, kinds.grounds())

    @cached_property
    def reports(self) -> Figure:
        return self._figure("reports", self.counts.reports, kinds.OUTCOMES)

    @cached_property
    def reporters(self) -> Figure:
        people, (in_year,) = self.counts.reporters, self.whole.reporters
        counts = [Counter() for _ in people]
        return self._figure("reporters", counts, {}, totals=people, year_total=in_year)

    @cached_property
    def deciders(self) -> Figure:
        return self._figure("decisions", self.counts.deciders, kinds.DECIDERS, share=AUTOMATED)

    @cached_property
    def notices(self) -> Figure:
        return self._figure("legal_notices", self.counts.notices, kinds.ANSWERS)

    @cached_property
    def notice_subjects(self) -> Figure:
        counts = self.counts.notice_subjects
        return self._figure("legal_notices_by_subject", counts, kinds.SUBJECTS)

    @cached_property
    def appeals(self) -> Figure:
        return self._figure("appeals", self.counts.appeals, kinds.APPEALS, share=OVERTURNED)

    @cached_property
    def own_answers(self) -> Figure:
        answers = self.counts.own_answers
        return self._figure("own_answers", [Counter() for _ in answers], {}, totals=answers)

    @cached_property
    def appeal_times(self) -> Times:
        return self._times("hours_of_appeals", "appeal_times")

    @cached_property
    def hold_times(self) -> Times:
        return self._times("hours_held", "hold_times")

    @cached_property
    def report_times(self) -> Times:
        return self._times("hours_reported", "report_times")

    @cached_property
    def notice_times(self) -> Times:
        return self._times("hours_of_legal_notices", "notice_times")

    @property
    def figures(self) -> list[Figure]:
        """Return all counts, in reading order."""
        return [
            *(self.comments, self.holds, self.hold_results, self.removals),
            *(
                self.reports,
                self.reporters,
                self.deciders,
                self.appeals,
                self.own_answers,
                self.notices,
                self.notice_subjects,
            ),
        ]

    @property
    def times(self) -> list[Times]:
        return [self.hold_times, self.report_times, self.appeal_times, self.notice_times]

    def _figure(self, code, counts, names, **options):
        return Figure(code, self.months, counts, names, **options)

    def _times(self, code, name):
        (whole,) = getattr(self.whole, name)
        return Times(code, self.months, getattr(self.counts, name), whole)
