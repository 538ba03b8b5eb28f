"""The history of a comment for its author: decisions, undos, appeals.

It names no moderator and no reporter, and leaves out editors' picks and closed branches.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from moderation.models import Action, Appeal, Decision
from moderation.models.acts import VERDICT_ACTIONS
from moderation.models.appealable import about_author_of, deadline, in_force_against_author, refusal
from moderation.models.statement import facts, headline

SHOWN_ACTIONS = [*VERDICT_ACTIONS, Action.WARN, Action.BAN, Action.LIFT, Action.UPHOLD]


@dataclass(frozen=True)
class Event:
    """One event in the history of a comment, with the sentences for its author."""

    moment: object
    headline: str
    facts: list[tuple[str, str]]
    words: str = ""  # by its author, or by the person who answered
    decision: Decision | None = None


class History:
    """The history of a comment for its author, oldest first."""

    def __init__(self, comment):
        self.comment = comment

    @cached_property
    def decisions(self) -> list[Decision]:
        of_author = about_author_of(self.comment).filter(action__in=[*SHOWN_ACTIONS, Action.UNDO])
        related = ("by", "house_rule__rule", "undoes", "undone_by", "comment", "answered_appeal")
        decisions = of_author.select_related(*related).order_by("pk")
        return [d for d in decisions if not d.undoes_id or d.undoes.action in SHOWN_ACTIONS]

    @cached_property
    def appeals(self) -> list[Appeal]:
        """Return the author's appeals; reporters' appeals are not shown to them."""
        appeals = Appeal.objects.filter(report=None, decision__in=[d.pk for d in self.decisions])
        return list(appeals.select_related("decision", "answer"))

    @cached_property
    def events(self) -> list[Event]:
        own_answers = {appeal.answer_id: appeal.words for appeal in self.appeals}
        decided = [
            Event(d.created, headline(d), facts(d), own_answers.get(d.pk, ""), d)
            for d in self.decisions
        ]
        appealed = [Event(a.created, gettext("You appealed."), [], a.text) for a in self.appeals]
        return sorted([*decided, *appealed], key=lambda event: event.moment)

    @cached_property
    def current(self) -> list["Current"]:
        """Return the decisions in force, the newest first."""
        verdict = Decision.objects.verdict(self.comment)
        restrictions = about_author_of(self.comment).filter(
            in_force_against_author(), action__in=[Action.WARN, Action.BAN]
        )
        holding = set(restrictions.values_list("pk", flat=True))
        if verdict and verdict.status_after == self.comment.status:
            holding.add(verdict.pk)
        return [Current(self, d) for d in reversed(self.decisions) if d.pk in holding]


@dataclass(frozen=True)
class Current:
    """A decision in force, with what its author can do about it."""

    history: History
    decision: Decision

    @property
    def facts(self):
        return facts(self.decision)

    @property
    def headline(self):
        return headline(self.decision)

    @property
    def appeal(self) -> Appeal | None:
        appeals = [a for a in self.history.appeals if a.decision_id == self.decision.pk]
        return appeals[0] if appeals else None

    @cached_property
    def can_be_appealed(self) -> bool:
        return not refusal(self.decision)

    @property
    def deadline(self):
        return deadline(self.decision)
