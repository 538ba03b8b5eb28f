"""A screening rule with a state and options that staff can set.

Its `state_for(draft)` is off, shadow or on (comments.rules.State): in shadow it is asked like any
other, and comments/screening.py turns its hold or refusal into a finding with the verdict "shadow".
"""

from typing import NamedTuple

from comments.rules import ScreeningRule, State
from moderation.models.rule_text import TEXT
from moderation.screening.site import Site


class Option(NamedTuple):
    """An option of a rule, an integer: its default, its label, and the meaning of 0."""

    default: int
    label: str
    zero: str = ""  # empty: 0 has no special meaning, so 1 is the minimum
    most: int = 1_000_000

    @property
    def least(self) -> int:
        return 0 if self.zero else 1


class ConfigurableRule(ScreeningRule):
    """A rule with a switch and options; its settings are in its row of moderation.models.Rule."""

    options: dict[str, Option] = {}
    default_state = State.ON
    has_shadow = True  # it can record what it would do
    nudges = False  # it uses the harassment model, whose heaviest words owners read
    cites = False  # an owner chooses the house rule that it cites, and the sentence for authors
    # Of the moderation.models.ScreeningList rows that the rule uses; "" for none
    kind_of_lists = ""

    def settings(self, row) -> tuple[State, dict[str, int]]:
        """Return the state of the rule, and its options by name; `row` may be None."""
        defaults = self.default_options
        if row is None:
            return self.default_state, defaults
        return State(row.state), defaults | row.options

    @property
    def default_options(self) -> dict[str, int]:
        """The default options; of a rule that cites, the key of its text is 0."""
        defaults = {name: option.default for name, option in self.options.items()}
        return defaults | {TEXT: 0} if self.cites else defaults

    def state_for(self, draft):
        return self._settings_for(draft)[0]

    def options_for(self, draft):
        return self._settings_for(draft)[1]

    def _settings_for(self, draft):
        """Return the state and the options, read once for the draft."""
        if self not in draft.shared:
            draft.shared[self] = self.settings(Site.of(draft).rules.get(self.code))
        return draft.shared[self]
