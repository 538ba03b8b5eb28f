"""The open reports on a comment, as its card shows them: one by one, or a burst as one entry."""

from collections import Counter
from dataclasses import dataclass

from moderation.models import Report, Restriction

MAX_REPORTS = 50  # the newest; the case says how many there are


@dataclass(frozen=True)
class CardReport:
    """An open report, and the points it would have by itself."""

    report: Report
    points: int
    is_of_other_text: bool  # the comment was edited since
    limit: Restriction | None  # by which the reports of its reporter weigh nothing

    @property
    def can_be_limited(self) -> bool:
        account = self.report.by.account
        return not (self.limit or account and account.is_staff)

    @property
    def is_legal_notice(self) -> bool:
        return hasattr(self.report, "legal_notice")


@dataclass(frozen=True)
class ReportBurst:
    """The reports of a burst, the earliest first: one entry, and one answer to all of them."""

    reports: list[CardReport]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Return the reasons with how often each was given, the most frequent first."""
        counts = Counter(str(each.report.get_reason_display()) for each in self.reports)
        return counts.most_common()

    @property
    def guests(self) -> int:
        return sum(each.report.is_by_guest for each in self.reports)

    @property
    def can_be_limited(self) -> bool:
        """Return whether some of the reporters are not limited yet."""
        return any(each.can_be_limited for each in self.reports)
