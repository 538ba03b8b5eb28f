"""After any acts of moderators and readers one decision is in force, and all records are right."""

from contextlib import suppress

import pytest
from django.db import models, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Message, Person
from comments.models import Comment, InvalidTransition
from moderation.models import (
    AlreadyDecided,
    Appeal,
    AuthorWarning,
    Ban,
    CannotAppeal,
    CannotReport,
    Decision,
    NotForYou,
    Outdated,
    Report,
)
from tests.cast import a_comment, a_post, alice, milo, mona
from tests.moderation.deciding import a_report, a_rule, decide
from tests.moderation.test_appeals import NOTICE

S = Comment.Status
WHICH = st.integers(0, 1)  # of two comments, or of two moderators
ACTIONS = st.sampled_from(["take_down", "let_stand", "spam", "hold", "warn", "ban"])
SECRET = "a secret"  # in all that people write
REFUSALS = (InvalidTransition, Outdated, AlreadyDecided, CannotAppeal, CannotReport, NotForYou)


class Moderation(RuleBasedStateMachine):
    """Comments by an account and a guest, two moderators, a reporter; a model of records beside."""

    def __init__(self):
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.post = a_post()
        self.guest = Person.objects.create()
        self.moderators = [mona(), milo()]
        self.comments = [self.write(alice()), self.write(self.guest)]

    def teardown(self):
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    def write(self, by):
        return a_comment(self.post, f"{SECRET} of mine", by=by, name="A secret").pk

    def comment(self, number):
        return Comment.objects.get(pk=self.comments[number])

    @rule(number=WHICH)
    def begin_again(self, number):
        """Replace a comment that its author has erased or withdrawn, with which nothing happens."""
        comment = self.comment(number)
        if comment.erased or comment.status == S.WITHDRAWN:
            self.comments[number] = self.write(comment.author)

    @rule(comment=WHICH, action=ACTIONS, who=WHICH)
    def decide(self, comment, action, who):
        with suppress(*REFUSALS), transaction.atomic():
            ground = None if action in ("spam", "let_stand", "hold") else a_rule()
            comment = self.comment(comment)
            if action == "warn" and comment.erased:
                return
            decide(action, comment, by=self.moderators[who], ground=ground)

    @rule(comment=WHICH, number=st.integers(0, 3), who=WHICH)
    def undo(self, comment, number, who):
        decisions = Decision.objects.filter(comment=self.comments[comment]).order_by("-pk")
        if decision := decisions[number : number + 1].first():
            with suppress(*REFUSALS), transaction.atomic():
                decision.undo(by=self.moderators[who])

    @rule(comment=WHICH, is_legal=st.booleans())
    def report(self, comment, is_legal):
        details = NOTICE if is_legal else {"note": SECRET}
        with suppress(*REFUSALS), transaction.atomic():
            a_report(self.comment(comment), **details)

    @rule(comment=WHICH)
    def appeal(self, comment):
        for decision in Decision.objects.filter(comment=self.comments[comment]).order_by("-pk")[:3]:
            with suppress(*REFUSALS), transaction.atomic():
                Appeal.objects.file(decision, SECRET)

    @rule(comment=WHICH)
    def appeal_as_reporter(self, comment):
        for report in Report.objects.filter(comment=self.comments[comment]).exclude(decision=None):
            with suppress(*REFUSALS), transaction.atomic():
                Appeal.objects.file(report.decision, SECRET, report=report)

    @rule(who=WHICH, overturns=st.booleans())
    def answer(self, who, overturns):
        moderator = self.moderators[who]
        appeal = Appeal.objects.filter(status="open").order_by("-pk").first()
        if appeal is None:
            return
        is_allowed = Appeal.objects.decidable_by(moderator).filter(pk=appeal.pk).exists()
        verb = appeal.overturn if overturns else appeal.uphold
        try:
            answer = verb(by=moderator, words=SECRET)
        except (Outdated, NotForYou):
            assert not is_allowed
            return
        assert is_allowed and answer.by != appeal.decision.by
        self.check_answer(appeal, answer, overturns)

    def check_answer(self, appeal, answer, overturns):
        decision, comment = appeal.decision, Comment.objects.get(pk=appeal.decision.comment_id)
        is_about_text = decision.takes_down or decision.clears
        if not is_about_text:
            assert Decision.objects.get(pk=decision.pk).is_effective != overturns
        elif overturns:
            assert Decision.objects.verdict(comment) == answer
            assert comment.is_published == decision.takes_down
        else:
            assert Decision.objects.verdict(comment) == decision or decision.clears

    @rule(comment=WHICH)
    def edit(self, comment):
        with suppress(*REFUSALS), transaction.atomic():
            self.comment(comment).edit("Other words, a secret.")

    @rule(comment=WHICH)
    def erase(self, comment):
        self.comment(comment).erase()
        appeals = Appeal.objects.filter(decision__comment=self.comments[comment])
        assert set(appeals.values_list("text", "words")) <= {("", "")}

    @rule(comment=WHICH)
    def lift(self, comment):
        for ban in Ban.objects.filter(decision__comment=self.comments[comment], lifted_by=None)[:1]:
            ban.lift(by=mona())

    @rule(comment=WHICH)
    def withdraw(self, comment):
        with suppress(*REFUSALS), transaction.atomic():
            self.comment(comment).withdraw()

    @invariant()
    def one_verdict_is_in_force_and_says_the_status(self):
        for comment in Comment.objects.all():
            verdict = Decision.objects.verdict(comment)
            if comment.status in (S.REMOVED, S.REJECTED):
                assert verdict.takes_down and verdict.status_after == comment.status
            if verdict and verdict.takes_down:
                assert not comment.is_published

    @invariant()
    def records_follow_the_decisions_in_force(self):
        for report in Report.objects.exclude(decision=None):
            assert report.decision.is_effective, "a report is closed by what still holds"
            if report.status == "upheld":
                assert report.decision.takes_down
            if report.status == "dismissed":
                assert report.decision.clears
        for warning in AuthorWarning.objects.all():
            assert (warning.retracted_by is None) == warning.decision.is_effective
        for ban in Ban.objects.filter(lifted_by=None):
            assert ban.decision.is_effective

    @invariant()
    def appeals_and_their_answers_agree(self):
        for appeal in Appeal.objects.exclude(answer=None):
            assert appeal.answer.is_on_appeal and appeal.answer.pk > appeal.decision_id
            assert (appeal.status == "upheld") == (appeal.answer.action == "uphold")
            assert not hasattr(appeal.answer, "undone_by")
        pairs = list(Appeal.objects.values_list("decision", "report"))
        assert len(pairs) == len(set(pairs))

    @invariant()
    def mail_about_an_answer_is_stored_once_and_for_accounts_alone(self):
        answers = Message.objects.filter(kind="appeal_answer")
        keys = [message.about["decision"] for message in answers]
        assert len(keys) == len(set(keys))
        guests = Decision.objects.filter(pk__in=keys, person=self.guest)
        assert not guests.exists()

    @invariant()
    def decisions_hold_no_personal_text(self):
        for field in Decision._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField):
                assert not Decision.objects.filter(
                    **{f"{field.name}__icontains": "secret"}
                ).exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_any_acts_leave_one_decision_in_force_and_right_records():
    often = settings(max_examples=10, stateful_step_count=30, deadline=None, database=None)
    run_state_machine_as_test(Moderation, settings=often)
