"""A rule asked about stored comments, in the order of their arrival; it changes nothing."""

import logging
from collections.abc import Iterator
from itertools import batched
from typing import NamedTuple

from django.db import InterfaceError, OperationalError

from comments.models import Finding
from comments.rules import ScreeningRule
from comments.screening import Refusal
from moderation.models import Decision
from moderation.models.acts import CLEARING_ACTIONS, REMOVAL_ACTIONS
from moderation.trials.drafts import Drafts
from moderation.trials.learned import TooLittleLearned
from moderation.trials.past import Past
from moderation.trials.result import (
    APPROVED,
    HOLD,
    NOTE,
    NOTHING,
    REFUSE,
    REMOVED,
    UNDECIDED,
    Result,
)
from moderation.trials.selection import Selection
from posts.models import Blog

BATCH_SIZE = 500  # comments in memory

logger = logging.getLogger(__name__)


class Setting(NamedTuple):
    """A rule with options by name."""

    rule: ScreeningRule
    options: dict


class Replay:
    """A rule as proposed and as currently set, tried on a selection of comments.

    `current` is None if the rule is off.
    """

    def __init__(self, proposed: Setting, current: Setting | None, selection: Selection):
        self.selection = selection
        self.settings = [proposed] if current is None else [proposed, current]
        self.reach = max(rule.reach(options) for rule, options in self.settings)
        self.result = Result(has_current=current is not None, imported=selection.imported)
        self.total = 0

    def run(self) -> Iterator[int]:
        """Try the rule on all comments; yield how many of `total` are done, after each batch."""
        drafts, past, zone = Drafts(), Past(self.reach), Blog.objects.current().zone
        keys, done = self.selection.keys(self.reach), 0
        self.total = len(keys)
        for some in batched(keys, BATCH_SIZE):
            decisions = decisions_on(some)
            for each in drafts.read(some):
                self._try(each, past, decisions.get(each.comment.pk, UNDECIDED), zone)
            done += len(some)
            yield done

    def _try(self, each, past, decision, zone):
        if self.reach:
            past.move_to(each.comment.created)
        if self.selection.includes(each.comment):
            self._count(each, past, decision, zone)
        if self.reach:
            past.add(each)

    def _count(self, each, past, decision, zone):
        problem, answers = each.problem, []
        if not problem:
            try:
                answers = [self._answer(each.draft, setting, past) for setting in self.settings]
            except (OperationalError, InterfaceError):
                raise  # the database is down: the trial cannot continue
            except TooLittleLearned:
                problem = "untaught"
            except Exception:
                logger.exception("A rule failed in a trial: %s", self.settings[0].rule.code)
                problem = "failed"
        if problem:
            self.result.leave_out(problem)
        else:
            day = each.comment.created.astimezone(zone).date()
            self.result.add(answers, decision, day, each.comment.pk)

    def _answer(self, draft, setting, past):
        rule, options = setting
        facts = rule.past_facts(draft, options, past) if self.reach else {}
        answer = rule.check(draft, options, facts)
        if answer is None:
            return NOTHING
        if isinstance(answer, Refusal):
            return REFUSE
        return NOTE if answer.verdict == Finding.Verdict.PUBLISH else HOLD


def decisions_on(keys) -> dict[int, str]:
    """Return moderators' decisions in force on comments: removed or approved.

    Comments that nobody, or only the site, has decided on are missing.
    """
    verdicts = Decision.objects.filter(comment__in=keys).verdicts().effective().order_by("pk")
    decisions = {}
    for comment, action, by in verdicts.values_list("comment", "action", "by"):
        if by is not None and action in REMOVAL_ACTIONS:
            decisions[comment] = REMOVED
        elif by is not None and action in CLEARING_ACTIONS:
            decisions[comment] = APPROVED
        else:
            decisions[comment] = UNDECIDED
    return decisions
