"""What the screening rules say about a draft before it is stored.

Rules that need only the text are asked first, then those that ask another site; the others under
the lock of the post, after one query for all the facts that they need, so that of two simultaneous
drafts the second meets the first.
"""

import logging
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

from comments.draft import Draft
from comments.facts import circumstance_id, look_up
from comments.models import Circumstance, Comment, Finding
from comments.rules import FAILED, REFUSES, ScreeningRule, State, screening_rules

logger = logging.getLogger(__name__)

Verdict = Finding.Verdict


@dataclass
class Refusal:
    """Why a draft is refused, or refused for `retry_after` seconds; it is never stored.

    `duplicate_of` is the comment with the same words, `read_first` the URL of a page to read.
    """

    reason: str  # the sentence for the author
    retry_after: int = 0
    duplicate_of: Comment | None = None
    read_first: str = ""
    rule: str = ""  # the code


def hold(evidence: str = "", **parameters) -> Finding:
    """Return a finding that holds the comment for a moderator; see Finding for its fields."""
    return Finding(verdict=Verdict.HOLD, evidence=evidence, parameters=parameters)


class Screening:
    """The questions to the rules about one draft, and their answers."""

    def __init__(self, draft: Draft, rules: list[ScreeningRule] | None = None):
        self.draft = draft
        self.rules = screening_rules() if rules is None else rules
        self.checks: list[_Check] = []  # for the rules that are asked now
        self.remote_lookups: dict = {}  # of the rules that ask another site (see look_up)
        self.options: dict = {}  # version and options of each rule that is asked, by code
        self.in_shadow: set[str] = set()  # codes of the rules whose answers change nothing
        # Candidate Circumstance rows by kind of author: first, newcomer, known.
        self.circumstances: dict = {}
        self.findings: list[Finding] = []
        self.refusals: list[Refusal] = []

    @property
    def retry_after(self) -> int:
        """Seconds until the draft may be sent again; 0 if no rule asks to wait."""
        return max((refusal.retry_after for refusal in self.refusals), default=0)

    @property
    def status(self) -> str:
        """The initial status of a comment from this draft.

        Nobody here knows who writes on another site, so such an answer is always held.
        """
        is_held = self.draft.is_from_another_site or any(
            finding.verdict == Verdict.HOLD for finding in self.findings
        )
        return Comment.Status.HELD if is_held else Comment.Status.PUBLISHED

    @property
    def fields(self) -> dict:
        """The fields of the comment that the rules decide, once asked under the lock."""
        return {
            "status": self.status,
            "quiet_days": self.draft.quiet_days,
            "circumstance": self._circumstance(),
        }

    def ask_all(self) -> "Screening":
        """Ask every rule; ask those of other sites only if no other rule refuses."""
        self._ask([rule for rule in self.rules if not rule.is_remote])
        if not self.refusals and self.prepare_remote():
            self.ask_remote()
        return self

    def ask_before_lock(self) -> "Screening":
        """Ask the rules that need only the text, and prepare the others unless one refuses."""
        alone = [rule for rule in self.rules if not (rule.under_lock or rule.is_remote)]
        self._ask(alone)
        under_lock = [rule for rule in self.rules if rule.under_lock]
        for rule in [] if self.refusals else under_lock:
            self._hold_if_it_fails(rule, self._prepare_slow_work)
        return self

    def prepare_remote(self) -> bool:
        """Prepare the rules that ask another site; return whether `ask_remote` would ask any."""
        self.remote_lookups = self._lookups([rule for rule in self.rules if rule.is_remote])
        if self.checks:
            self.remote_lookups["draft"] = self.draft.lookups()
        return bool(self.checks)

    def ask_remote(self) -> "Screening":
        """Ask the prepared rules; it may take seconds, so call it outside of transactions."""
        return self.judge(look_up(self.draft.post.pk, self.remote_lookups))

    def lookups_under_lock(self) -> dict:
        """Return the queries for the facts that the other rules need (see look_up)."""
        return self._lookups([rule for rule in self.rules if rule.under_lock])

    def judge(self, facts) -> "Screening":
        """Ask the rules whose lookups were returned last; `facts` are the values."""
        self.draft.facts = facts.get("draft", {})
        for name, pk in facts.get("circumstance", {}).items():
            self.circumstances[name].pk = pk
        for check in self.checks:
            self._run(check, facts[check.rule.code])
        return self

    def _ask(self, rules):
        return self.judge(look_up(self.draft.post.pk, self._lookups(rules)))

    def _lookups(self, rules):
        self.checks = [check for rule in rules if (check := self._prepare(rule))]
        lookups = {check.rule.code: check.lookups for check in self.checks}
        if any(rule.under_lock for rule in rules):
            lookups["draft"] = self.draft.lookups()
            lookups["circumstance"] = self._circumstance_lookups()
        return lookups

    def _prepare_slow_work(self, rule):
        if rule.state_for(self.draft) != State.OFF:
            rule.prepare(self.draft, rule.options_for(self.draft))

    def _prepare(self, rule):
        """Return the check of a rule; None if it is off or fails."""
        return self._hold_if_it_fails(rule, self._check)

    def _check(self, rule):
        state = rule.state_for(self.draft)
        if state == State.OFF:
            return None
        recorded = {"version": rule.version}
        if state == State.SHADOW:
            self.in_shadow.add(rule.code)
            recorded["state"] = state.value
        options = rule.options_for(self.draft)
        self.options[rule.code] = recorded | {"numbers": options}
        return _Check(rule, options, rule.lookups(self.draft, options))

    def _run(self, check, facts):
        def ask(rule):
            if answer := rule.check(self.draft, check.options, facts):
                self._add(rule, answer)

        self._hold_if_it_fails(check.rule, ask)

    def _circumstance_lookups(self):
        """Return the queries for the circumstances that the draft may have.

        Whether the author is new is known only after these have run, so there is one query for each
        possible answer: first comment, newcomer, known. A new guest needs only the first.
        """
        kinds = {"first": (True, True)}
        if self.draft.person.pk:
            kinds |= {"newcomer": (False, True), "known": (False, False)}
        for kind, (was_first, was_newcomer) in kinds.items():
            self.circumstances[kind] = Circumstance.of(
                was_first=was_first,
                was_newcomer=was_newcomer,
                rules=self.options,
                **self.draft.conditions,
            )
        return {
            kind: circumstance_id(possible.digest) for kind, possible in self.circumstances.items()
        }

    def _circumstance(self):
        """Return the stored circumstance; store it if it is new."""
        known = "newcomer" if self.draft.is_by_newcomer else "known"
        circumstance = self.circumstances["first" if self.draft.is_first else known]
        return circumstance if circumstance.pk else Circumstance.objects.matching(circumstance)

    def _hold_if_it_fails(self, rule, act):
        """Return `act(rule)`, or None if that fails. (A context manager would take longer.)"""
        try:
            return act(rule)
        except (OperationalError, InterfaceError):
            raise  # the database is down: nothing can be stored, and the form is shown again
        except Exception as error:
            logger.exception("The rule %s failed", rule.code)
            self._add(rule, hold(repr(error), **{FAILED: True}))
            return None

    def _add(self, rule, answer):
        if rule.code in self.in_shadow:
            answer = _shadow(answer)
        if answer is None:
            return
        answer.rule = rule.code
        if isinstance(answer, Refusal):
            self.refusals.append(answer)
        else:
            answer.version = rule.version
            self.findings.append(answer)


def _shadow(answer):
    """Return the finding that records what a rule in shadow would do; None for nothing."""
    if isinstance(answer, Refusal):
        answer = hold(**{REFUSES: True})
    if answer.verdict != Verdict.HOLD:
        return None
    answer.verdict = Verdict.SHADOW
    return answer


@dataclass
class _Check:
    """A rule that is asked, with its options, and its lookups by name."""

    rule: ScreeningRule
    options: dict
    lookups: dict
