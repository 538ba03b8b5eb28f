"""Rules that use owners' lists: phrases in a text, and hosts of its links.

Each worker caches the index of a list until the list is changed.
"""

from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.rules import State
from comments.screening import Refusal, hold
from moderation.models import Effect, Kind, ListEntry, ListRevision
from moderation.screening.host_index import HostIndex
from moderation.screening.phrase_index import Phrase, PhraseIndex
from moderation.screening.rule import ConfigurableRule
from moderation.screening.site import Site
from moderation.screening.texts import links_in
from moderation.text.hosts import Target, normalized_host

STRONGEST_FIRST = (Effect.REFUSE, Effect.HOLD, Effect.NOTE)


class Hit(NamedTuple):
    """An entry of a list found in a comment, with its words as they appear there."""

    effect: str
    list: int
    revision: int
    ground: str  # the code of the house rule that the list cites
    words: str


class ListRule(ConfigurableRule):
    """A rule that asks the lists of one kind; it is off until an owner switches it."""

    default_state = State.OFF
    holds = replayable = True

    def state_for(self, draft):
        """Return the rule's state; without a list, the rule is off."""
        return super().state_for(draft) if self._lists(draft) else State.OFF

    def options_for(self, draft):
        """Return also the revision of each list; the lists themselves are not stored."""
        revisions = {str(each.pk): each.revision for each in sorted(self._lists(draft))}
        return super().options_for(draft) | {"lists": revisions}

    def check(self, draft, options, facts):
        if draft.is_by_staff_or_author:
            return None
        hits = self.hits(draft, self._lists(draft))
        for effect in STRONGEST_FIRST:
            if counting := [hit for hit in hits if hit.effect == effect]:
                return self._answer(effect, counting)
        return None

    def hits(self, draft, versions) -> list[Hit]:
        """Return the entries found in a draft, of lists in these versions."""
        raise NotImplementedError

    def _answer(self, effect, hits):
        first = hits[0]
        parameters = {"list": first.list, "revision": first.revision, "ground": first.ground}
        if effect == Effect.REFUSE:
            text = gettext("%(cited)s Please change it.")
            return Refusal(text % {"cited": revision_of(parameters).cited})
        finding = hold("\n".join(dict.fromkeys(hit.words for hit in hits)), **parameters)
        if effect == Effect.NOTE:
            finding.verdict = finding.Verdict.PUBLISH
        return finding

    def reason(self, parameters):
        return revision_of(parameters).reason

    def reasons(self, many):
        keys = [(parameters["list"], parameters["revision"]) for parameters in many]
        condition = Q(pk__in=[])
        for pk, number in set(keys):
            condition |= Q(list=pk, number=number)
        revisions = ListRevision.objects.filter(condition).select_related("house_rule")
        revisions = revisions.prefetch_related("house_rule__versions")
        sentences = {(each.list_id, each.number): each.reason for each in revisions}
        return [sentences[key] for key in keys]

    def note(self, parameters):
        return gettext("list: %(title)s") % {"title": revision_of(parameters).list.title}

    def _lists(self, draft):
        return Site.of(draft).lists.get(self.kind_of_lists, frozenset())


def revision_of(parameters) -> ListRevision:
    """Return the revision in a finding."""
    revisions = ListRevision.objects.select_related("list", "house_rule")
    return revisions.get(list=parameters["list"], number=parameters["revision"])


class ListedPhrases(ListRule):
    """Holds, refuses or notes a comment with a phrase of a list."""

    code = "listed_phrases"
    kind_of_lists = Kind.PHRASES
    title = _("Listed phrases")
    description = _("Hold, refuse or note a comment that has a phrase of a list, in whole words.")

    def hits(self, draft, versions):
        matches = phrase_index(versions).matches(draft.text.visible)
        return [Hit(*match.entry, match.text) for match in matches]


class ListedHosts(ListRule):
    """Holds or refuses a comment with a link to a host of a list."""

    code = "listed_hosts"
    kind_of_lists = Kind.LINKS
    title = _("Listed hosts")
    description = _("Hold or refuse a comment with a link to a host of a list, or below it.")

    def hits(self, draft, versions):
        index = host_index(versions)
        return [
            Hit(*entry, url)
            for url in links_in(draft.html)
            for entry in index.covering(host_of(url))
        ]


def rule_for(kind: Kind) -> ListRule:
    """Return the rule that asks the lists of a kind."""
    return {Kind.PHRASES: ListedPhrases, Kind.LINKS: ListedHosts}[kind]()


def host_of(url: str) -> str:
    """Return the normalized host of a link's URL; "" for none."""
    try:
        return normalized_host(Target(url).host)
    except ValueError:  # brackets without an IP address
        return ""


@lru_cache(maxsize=2)
def phrase_index(versions) -> PhraseIndex:
    """Return the phrases of lists in these versions."""
    return PhraseIndex(Phrase(key, entry) for key, entry in _entries(versions))


@lru_cache(maxsize=2)
def host_index(versions) -> HostIndex:
    """Return the hosts of lists in these versions."""
    return HostIndex(_entries(versions))


def _entries(versions):
    """Yield the normalized form of each entry, and a Hit of it without the words."""
    numbers = {version.pk: version.revision for version in versions}
    grounds = {
        pk: ListRevision.objects.get(list=pk, number=number).house_rule.code
        for pk, number in numbers.items()
    }
    entries = ListEntry.objects.of_revisions(numbers).order_by("list", "pk")
    for pk, key, effect in entries.values_list("list", "key", "effect"):
        yield key, (effect, pk, numbers[pk], grounds[pk])
