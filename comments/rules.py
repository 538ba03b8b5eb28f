"""What a screening rule is. COMMENT_RULES names the classes of those that are asked, in order."""

from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# In the parameters of a finding: the rule itself failed.
FAILED = "failed"
# In those of a rule in shadow: it would have refused the comment.
REFUSES = "refuses"


class State(TextChoices):
    """How much a rule may do. In shadow it is asked as if it were on; what it would do is stored as
    a finding and changes nothing else.
    """

    OFF = "off", _("Off")
    SHADOW = "shadow", _("Shadow")
    ON = "on", _("On")


class ScreeningRule:
    """A check of a draft before it is stored; it stores nothing itself.

    `code` is stored with findings, settings and counts, so it never changes. `version` grows when
    the rule begins to judge otherwise. `holds` says that it may hold a comment, `replayable` that
    it can be tried on stored comments: their words, their Circumstance and earlier comments are all
    that it needs. `replay_note` is a sentence about what such a trial cannot know, or why there can
    be none.
    `ground` is the code of a house rule, whose breaches it looks for; "" where it has none.
    """

    code = ""
    title = ""  # of the rule, for moderators
    description = ""
    version = 1
    holds = False
    ground = ""
    replayable = False
    replay_note = ""
    # From decisions of moderators: it has a page that shows what, and is tried without the answers.
    learns = False
    # It needs facts of the database, which are looked up once, when nobody else can change them.
    under_lock = False
    # It sends the words to another site and waits for an answer: it is asked before the lock, in no
    # transaction, and only about a draft that the rules asked so far do not refuse.
    is_remote = False

    @property
    def problem(self) -> str:
        """Return why the rule cannot work on this server, for its owner, or ""."""
        return ""

    def state_for(self, draft) -> State:
        """Return whether the rule is asked about a draft, and whether its answer counts."""
        return State.ON

    def options_for(self, draft) -> dict:
        """Return the options that are set for the rule, by name."""
        return {}

    def prepare(self, draft, options):
        """Do what takes time, before a rule that is asked under the post's lock is asked."""

    def lookups(self, draft, options) -> dict:
        """Return the facts that `check` needs, by name: each a queryset of one value, or the SQL
        of one (comments/facts.py). All lookups of all rules are one query.
        """
        return {}

    def check(self, draft, options, facts):
        """Return a Finding, a Refusal, or None. `facts` holds the values of `lookups` by name."""
        raise NotImplementedError

    def reach(self, options) -> timedelta:
        """Return how far back `check` looks at earlier comments; nothing where it does not."""
        return timedelta(0)

    def past_facts(self, draft, options, past) -> dict:
        """Return what `lookups` would have found when a stored comment was sent.

        `past` (moderation/trials/past.py) has the comments before it, as far back as `reach`.
        """
        return {}

    def reason(self, parameters) -> str:
        """Return the sentence for the author about a finding with these parameters."""
        return gettext("A moderator looks at it first.")

    def reasons(self, many: list[dict]) -> list[str]:
        """Return the sentences about findings with many parameters, by a fixed number of queries.

        A rule whose `reason` needs the database reads for all of them at once.
        """
        return [reason_of(self.code, parameters) for parameters in many]

    def note(self, parameters) -> str:
        """Return what else a moderator should know of the finding, or ""."""
        return ""


def screening_rules() -> list[ScreeningRule]:
    """Return the rules, in the order in which they are asked."""
    return list(_rules(tuple(settings.COMMENT_RULES)))


def rule_of(code: str) -> ScreeningRule:
    """Return the rule with this code; one that is no longer asked has its code for a title."""
    for rule in screening_rules():
        if rule.code == code:
            return rule
    former = ScreeningRule()
    former.code, former.title = code, code.replace("_", " ").capitalize()
    return former


def reason_of(code: str, parameters: dict) -> str:
    """Return the sentence for the author about what a rule found."""
    if FAILED in parameters:
        return gettext("A check is unavailable, so a moderator looks at it first.")
    try:
        return rule_of(code).reason(parameters)
    except KeyError:  # the finding of an earlier version
        return ScreeningRule().reason(parameters)


def note_of(code: str, parameters: dict) -> str:
    """Return what else a moderator should know of what a rule found, or ""."""
    if FAILED in parameters or REFUSES in parameters:
        return ""
    return rule_of(code).note(parameters)


@lru_cache(maxsize=4)
def _rules(paths):
    return [import_string(path)() for path in paths]
