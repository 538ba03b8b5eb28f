from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import InvalidTransition
from moderation.models.acts import REMOVAL_ACTIONS, Action, Source
from moderation.models.appeal_queries import AppealQuerySet, Status
from moderation.models.appealable import MAX_APPEAL_LENGTH, refusal
from moderation.models.card_button import CardButton
from moderation.models.decision import Decision
from moderation.models.decision_errors import AlreadyDecided, Outdated
from moderation.models.house_rule import HouseRule
from moderation.models.outbox import queue_answer
from moderation.models.report import Report
from moderation.models.statement import explanation

ANSWER_LENGTH = 2_000  # characters

# Headlines for the person who appealed, by status.
HEADLINES = {
    Status.OPEN: _("We have your appeal."),
    Status.UPHELD: _("The decision stays."),
    Status.OVERTURNED: _("You were right: the decision was overturned."),
}
EXPLANATIONS = {  # for an open appeal, by whether it is moot
    False: _(
        "Somebody who did not take the decision will look at it; where only one person works here,"
        " that person does, after a day. This page will say what comes of it."
    ),
    True: _("What you appealed against was taken back, or decided again."),
}


class CannotAppeal(Exception):
    """The decision cannot be appealed now; the message says why."""


class NotForYou(PermissionDenied):
    """Somebody else has to decide the appeal."""


class AppealManager(models.Manager.from_queryset(AppealQuerySet)):
    def file(self, decision, text, *, report=None) -> "Appeal":
        """Store and return an appeal against a decision; `text` is plain text.

        The author concerned appeals; or with `report`, a legal notice that the decision dismissed,
        its reporter. Raises CannotAppeal, and ValidationError for a text that is too long.
        """
        with Decision.objects.locked(decision.comment):
            decisions = Decision.objects.select_for_update(no_key=True, of=["self"])
            decision = decisions.get(pk=decision.pk)
            if reason := refusal(decision, report):
                raise CannotAppeal(reason)
            appeal = self.model(decision=decision, report=report, text=text)
            appeal.clean_fields()
            appeal.save()
        return appeal

    def reopen(self, answer, *, by):
        """Reopen the appeal whose answer `by` undoes.

        Raises InvalidTransition if `by` took the first decision and another moderator answered.
        """
        answered = self.filter(answer=answer)
        if by and by != answer.by and answered.filter(decision__by=by).exists():
            raise InvalidTransition(
                gettext("It answers an appeal against your decision: somebody else has to undo it.")
            )
        answered.update(status=Status.OPEN, answer=None, words="")


class Appeal(models.Model):
    """An objection to a decision, and its result.

    It is by the author concerned, or with `report` by the sender of this legal notice. The decision
    and its answer are rows without personal text; `text` and `words` are here so that they can be
    erased.
    """

    Status = Status

    # The order of the desk's queue: the longest waiting comes first.
    QUEUE_ORDER = ("created", "pk")
    TAB = _("Appeals")

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="appeals", editable=False, db_index=False
    )
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, related_name="appeals", editable=False
    )
    text = models.TextField(blank=True, validators=[MaxLengthValidator(MAX_APPEAL_LENGTH)])
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    answer = models.OneToOneField(
        Decision, models.PROTECT, null=True, related_name="answered_appeal", editable=False
    )
    words = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(ANSWER_LENGTH)],
        help_text=_("The reason that the answer gives."),
    )
    created = models.DateTimeField(default=timezone.now, editable=False)

    objects = AppealManager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["decision"]),
            models.Index(
                fields=["created", "id"], condition=Q(status=Status.OPEN), name="open_appeals"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(report=None), name="one_appeal_of_an_author"
            ),
            models.UniqueConstraint(
                fields=["decision", "report"],
                condition=Q(report__isnull=False),
                name="one_appeal_of_a_reporter",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.OPEN, answer=None)
                | Q(status__in=[Status.UPHELD, Status.OVERTURNED], answer__isnull=False),
                name="an_appeal_is_open_or_has_an_answer",
            ),
        ]

    def __str__(self):
        return gettext("Appeal of %(moment)s") % {"moment": f"{self.created:%Y-%m-%d}"}

    def uphold(self, *, by, words) -> Decision:
        """Uphold the decision: store and return the answer, a decision, with its reason.

        Raises AlreadyDecided, Outdated if there is nothing left to decide, and NotForYou.
        """
        with self._lock(by):
            answer = Decision.objects._record(
                Action.UPHOLD,
                self.decision.comment,
                person=self.decision.person,
                by=by,
                source=Source.APPEAL,
                ground=self.decision.house_rule or self.decision.law,
            )
            self._end(Status.UPHELD, answer, words)
        return answer

    def overturn(self, *, by, words, ground=None) -> Decision:
        """Overturn the decision: store and return the answer, a decision.

        A comment that was taken down is restored, a ban is lifted, a warning retracted. A comment
        whose legal notice was dismissed is taken down on `ground`, by default the house rule
        against illegal content. Raises what `uphold` raises.
        """
        with self._lock(by):
            answer = self._take_back(by, ground)
            self._end(Status.OVERTURNED, answer, words)
        return answer

    def _take_back(self, by, ground):
        comment, terms = self.decision.comment, {"by": by, "source": Source.APPEAL}
        if self.report_id:
            terms["ground"] = ground or HouseRule.objects.version("illegal")
            action = CardButton.TAKE_DOWN.action_on(comment)
            answer = Decision.objects.take(action, comment, **terms)
            Report.objects.correct(self.decision, answer)
            return answer
        if self.decision.action in REMOVAL_ACTIONS:
            return Decision.objects.take(CardButton.LET_STAND.action_on(comment), comment, **terms)
        return self.decision.undo(**terms)

    @contextmanager
    def _lock(self, by):
        """Lock the comment and the appeal; refuse what cannot be decided, or not by `by`."""
        with Decision.objects.locked(self.decision.comment):
            row = Appeal.objects.select_for_update(no_key=True, of=["self"]).get(pk=self.pk)
            if row.answer_id:
                raise AlreadyDecided(row.answer)
            self._refuse_others(by)
            yield

    def _refuse_others(self, by):
        own_row = Appeal.objects.filter(pk=self.pk)
        if own_row.decidable_by(by).exists():
            return
        if not own_row.waiting().exists():
            raise Outdated(gettext("What it is about was decided again; nothing is left to do."))
        raise NotForYou(gettext("Somebody else has to decide this appeal."))

    def _end(self, status, answer, words):
        self.status, self.answer, self.words = status, answer, words
        self.save(update_fields=["status", "answer", "words"])
        queue_answer(self)

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN

    @property
    def is_moot(self) -> bool:
        """Return whether it is open, although its decision was undone or replaced."""
        return self.is_open and not Appeal.objects.filter(pk=self.pk).waiting().exists()

    @property
    def headline(self) -> str:
        """Return its result, for the person who appealed."""
        if self.is_moot:
            return gettext("Nothing is left to decide.")
        return str(HEADLINES[self.status])

    @property
    def explanation(self) -> str:
        """Return who answered, or what happens next, for the person who appealed."""
        return explanation(self.answer) if self.answer_id else str(EXPLANATIONS[self.is_moot])

    @property
    def sender(self) -> str:
        """Return the name of the person who appealed, for moderators."""
        if self.report_id:
            return self.report.reference
        comment = self.decision.comment
        return comment.signature if comment else str(self.decision.person)

    @property
    def is_by_reporter(self) -> bool:
        return self.report_id is not None

    @property
    def is_answered_by_same_person(self) -> bool:
        """Return whether the person who took the decision has answered."""
        by = self.answer.by_id if self.answer_id else None
        return by is not None and by == self.decision.by_id
