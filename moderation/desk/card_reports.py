"""The open reports on a comment, for its card: one by one, or a burst as one entry."""

from collections import Counter
from dataclasses import dataclass

from moderation.models import Report, Restriction

MAX_REPORTS = 50  # the newest; the case has the number of all


@dataclass(frozen=True)
class CardReport:
    """An open report, and its own points."""

    report: Report
    points: int
    is_of_other_text: bool  # the comment was edited after it
    limit: Restriction | None  # the limit of its reporter, which makes it weigh nothing

    @property
    def can_be_limited(self) -> bool:
        account = self.report.by.account
        return not (self.limit or account and account.is_staff)

    @property
    def is_legal_notice(self) -> bool:
        return hasattr(self.report, "legal_notice")


@dataclass(frozen=True)
class ReportBurst:
    """The reports of a burst, the earliest first: one entry, with one answer to all of them."""

    reports: list[CardReport]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Return the reasons with their numbers, the most frequent first."""
        counts = Counter(str(each.report.get_reason_display()) for each in self.reports)
        return counts.most_common()

    @property
    def guests(self) -> int:
        return sum(each.report.is_by_guest for each in self.reports)

    @property
    def can_be_limited(self) -> bool:
        """Return whether some of the reporters are not limited yet."""
        return any(each.can_be_limited for each in self.reports)
