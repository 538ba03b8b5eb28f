"""Entries of a list that are not stored yet, as a rule of their own."""

from comments.rules import ScreeningRule
from comments.screening import Refusal, hold
from moderation.models import Effect, Kind
from moderation.screening.host_index import HostIndex
from moderation.screening.lists import host_of
from moderation.screening.phrase_index import Phrase, PhraseIndex
from moderation.screening.texts import links_in

ENTRIES = "entries"  # the option of a trial with their keys
LINES = "lines"  # the option with them as typed
MERGED = "merged"  # the option with the lines that meant the same as an earlier one
LIST = "list"  # the option with the key of their list


class ProposedEntries(ScreeningRule):
    """Handles a comment with one of these entries as a list of them would; ignores other lists."""

    holds = replayable = True

    def __init__(self, rule, options: dict):
        self.code, self.title = rule.code, rule.title
        self.effect, keys = options["effect"], options[ENTRIES]
        is_phrases = rule.kind_of_lists == Kind.PHRASES
        self._has_one = self._phrase_in(keys) if is_phrases else self._host_in(keys)

    def check(self, draft, options, facts):
        if draft.is_by_staff_or_author or not self._has_one(draft):
            return None
        if self.effect == Effect.REFUSE:
            return Refusal("")
        finding = hold()
        if self.effect == Effect.NOTE:
            finding.verdict = finding.Verdict.PUBLISH
        return finding

    @staticmethod
    def _phrase_in(keys):
        index = PhraseIndex(Phrase(key, None) for key in keys)
        return lambda draft: bool(index.matches(draft.text.visible))

    @staticmethod
    def _host_in(keys):
        index = HostIndex((key, True) for key in keys)
        return lambda draft: any(index.covering(host_of(url)) for url in links_in(draft.html))
