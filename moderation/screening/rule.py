"""A screening rule that moderators can switch off, and whose options they can set."""

from typing import NamedTuple

from comments.rules import ScreeningRule
from moderation.screening.site import Site


class Option(NamedTuple):
    """An option of a rule, a whole number: its default, its label, and the meaning of 0."""

    default: int
    label: str
    zero: str = ""  # empty: 0 means nothing, so 1 is the least

    @property
    def least(self) -> int:
        return 0 if self.zero else 1


class ConfigurableRule(ScreeningRule):
    """A rule with a switch and options; what is set is in its row of moderation.models.Rule."""

    options: dict[str, Option] = {}

    def settings(self, row) -> tuple[bool, dict[str, int]]:
        """Return whether the rule is on, and its options by name; `row` may be None."""
        defaults = self.default_options
        return (row.is_on, defaults | row.numbers) if row else (True, defaults)

    @property
    def default_options(self) -> dict[str, int]:
        return {name: option.default for name, option in self.options.items()}

    def options_for(self, draft):
        is_on, options = self.settings(Site.of(draft).rules.get(self.code))
        return options if is_on else None
