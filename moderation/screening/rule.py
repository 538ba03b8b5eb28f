"""A screening rule that moderators can switch off, and whose numbers they can set."""

from typing import NamedTuple

from comments.rules import ScreeningRule
from moderation.screening.site import Site


class Number(NamedTuple):
    """A number of a rule: its default, its label for moderators, and the meaning of 0."""

    default: int
    label: str
    zero: str = ""  # empty: 0 means nothing, so 1 is the least

    @property
    def least(self) -> int:
        return 0 if self.zero else 1


class ConfigurableRule(ScreeningRule):
    """A rule with a switch and numbers; they are in the row of moderation.models.Rule."""

    numbers: dict[str, Number] = {}

    def settings(self, row) -> tuple[bool, dict[str, int]]:
        """Return whether the rule is on, and its numbers by name; `row` may be None."""
        defaults = {name: number.default for name, number in self.numbers.items()}
        return (row.is_on, defaults | row.numbers) if row else (True, defaults)

    def numbers_for(self, draft):
        is_on, numbers = self.settings(Site.of(draft).rules.get(self.code))
        return numbers if is_on else None
