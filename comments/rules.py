"""What a screening rule is. COMMENT_RULES names the rules' classes, in the order of asking."""

from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# In the parameters of a finding: the rule itself failed.
FAILED = "failed"
# In those of a rule in shadow: the rule would have refused the comment.
REFUSES = "refuses"


class State(TextChoices):
    """How much a rule may do. In shadow it runs as if it were on; its answer is stored as a finding
    and changes nothing else.
    """

    OFF = "off", _("Off")
    SHADOW = "shadow", _("Shadow")
    ON = "on", _("On")


class ScreeningRule:
    """A check of a draft before it is stored; it stores nothing itself.

    `code` is stored with findings, settings and counts, so it never changes. `version` grows when
    the rule begins to judge differently. `holds` says that it may hold a comment, `replayable` that
    it can be tried on stored comments: it needs only their text, their Circumstance and earlier
    comments. `replay_note` is a sentence about what such a trial cannot know, or why there can be
    none. `ground` is the code of the house rule whose breaches it looks for; "" for none.
    """

    code = ""
    title = ""  # of the rule, for moderators
    description = ""
    version = 1
    holds = False
    ground = ""
    replayable = False
    replay_note = ""
    # It learns from moderators' decisions: a page shows what it has learned, and it is tried out of
    # fold.
    learns = False
    # It needs facts of the database, which are read under the lock, when nobody can change them.
    under_lock = False
    # It sends the text to another site and waits for an answer: it is asked before the lock,
    # outside of transactions, and only about a draft that the other rules asked so far accept.
    is_remote = False

    @property
    def problem(self) -> str:
        """Return why the rule cannot work on this server, for the site's owner, or ""."""
        return ""

    def state_for(self, draft) -> State:
        """Return whether the rule is asked about a draft, and whether its answer counts."""
        return State.ON

    def options_for(self, draft) -> dict:
        """Return the rule's current options, by name."""
        return {}

    def prepare(self, draft, options):
        """Do slow work in advance, for a rule that is asked under the post's lock."""

    def lookups(self, draft, options) -> dict:
        """Return the facts that `check` needs, by name: each a queryset of one value, or its SQL
        (comments/facts.py). All lookups of all rules are one query.
        """
        return {}

    def check(self, draft, options, facts):
        """Return a Finding, a Refusal, or None. `facts` holds the values of `lookups` by name."""
        raise NotImplementedError

    def reach(self, options) -> timedelta:
        """Return how far back `check` looks at earlier comments; zero if it looks at none."""
        return timedelta(0)

    def past_facts(self, draft, options, past) -> dict:
        """Return the facts that `lookups` would have found when a stored comment was sent.

        `past` (moderation/trials/past.py) has the comments before it, as far back as `reach`.
        """
        return {}

    def reason(self, parameters) -> str:
        """Return the sentence for the author about a finding with these parameters."""
        return gettext("A moderator looks at it first.")

    def reasons(self, many: list[dict]) -> list[str]:
        """Return the sentences about findings with many parameters, with a fixed number of queries.

        A rule whose `reason` needs the database reads for all of them at once.
        """
        return [reason_of(self.code, parameters) for parameters in many]

    def note(self, parameters) -> str:
        """Return further information about the finding for moderators, or ""."""
        return ""


def screening_rules() -> list[ScreeningRule]:
    """Return the rules, in the order in which they are asked."""
    return list(_rules(tuple(settings.COMMENT_RULES)))


def rule_of(code: str) -> ScreeningRule:
    """Return the rule with this code; a rule that no longer exists has its code as title."""
    for rule in screening_rules():
        if rule.code == code:
            return rule
    former = ScreeningRule()
    former.code, former.title = code, code.replace("_", " ").capitalize()
    return former


def reason_of(code: str, parameters: dict) -> str:
    """Return the sentence for the author about a rule's finding."""
    if FAILED in parameters:
        return gettext("A check is unavailable, so a moderator looks at it first.")
    try:
        return rule_of(code).reason(parameters)
    except KeyError:  # the finding of an earlier version
        return ScreeningRule().reason(parameters)


def note_of(code: str, parameters: dict) -> str:
    """Return further information about a rule's finding for moderators, or ""."""
    if FAILED in parameters or REFUSES in parameters:
        return ""
    return rule_of(code).note(parameters)


@lru_cache(maxsize=4)
def _rules(paths):
    return [import_string(path)() for path in paths]
