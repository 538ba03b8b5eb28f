"""After any acts of moderators and readers one decision is in force, and all records are right."""

from collections import Counter, defaultdict
from contextlib import suppress

import pytest
from django.db import models, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Message, Person
from comments.models import Comment, InvalidTransition
from comments.tree_check import audit
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
from tests.moderation.deciding import a_reader, a_report, a_rule, decide
from tests.moderation.test_appeals import NOTICE

S = Comment.Status
WHICH = st.integers(0, 1)  # of two comments, by an account and a guest, or of two moderators
SECRET = "a secret"  # in all that people write
REFUSALS = (InvalidTransition, Outdated, AlreadyDecided, CannotAppeal, CannotReport, NotForYou)
OTHER_KINDS = ("ban", "reject", "spam", "warn", "let_stand")
# What is appealed against, by the button of the desk that decides it.
KINDS = [
    "take_down",
    # They make the same queries of other rows; those of bans are in test_undo.py, too.
    *(pytest.param(kind, marks=pytest.mark.one_database) for kind in OTHER_KINDS),
]
ACTIONS = st.sampled_from(["take_down", "let_stand", "spam", "hold", "warn", "ban"])
ANSWERS = st.sampled_from(["uphold", "overturn", "overturn"])
TAKE_DOWN, CLEAR = {"reject", "remove"}, {"approve", "keep", "restore"}
VERDICTS = {*TAKE_DOWN, *CLEAR, "hold"}
# Without shrinking, which takes minutes: fifteen steps can be read as they are.
OFTEN = settings(
    max_examples=5,
    stateful_step_count=15,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
)
TEXT_FIELDS = [
    field.name
    for field in Decision._meta.concrete_fields
    if isinstance(field, models.CharField | models.TextField)
]
EMAILED = {"reject", "remove", "hold", "restore", "warn", "ban"}  # to the author's account


class Moderation(RuleBasedStateMachine):
    """Two comments, each with reports and an appeal of one kind that waits, and what follows.

    `world` is stored once for all examples, each of which is rolled back.
    """

    world = None

    def __init__(self):
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.comments = list(self.world.comments)
        self.answers = {}  # keys of answers to the appeals that they answered

    def teardown(self):
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    def comment(self, number):
        return Comment.objects.get(pk=self.comments[number])

    def appeals(self, number):
        return Appeal.objects.filter(decision__comment=self.comments[number]).order_by("-pk")

    @initialize(number=WHICH, answer=ANSWERS, is_undone=st.booleans(), wants=st.booleans())
    def begin(self, number, answer, is_undone, wants):
        """Answer an appeal at once in half of the examples, and let the answer stay or not."""
        if not wants:
            return
        before = records()
        self.answer(number, 1, answer)
        if is_undone:
            answer = self.appeals(number).first().answer
            if answer.action != "undo":  # which took back a ban or a warning, and is final
                self.undo_answer(number, 1)
                assert records() == before, "an undone answer leaves no trace"

    @rule(number=WHICH)
    def begin_again(self, number):
        """Replace a comment that its author has erased or withdrawn, with which nothing happens."""
        comment = self.comment(number)
        if comment.erased or comment.status == S.WITHDRAWN:
            self.comments[number] = self.world.contested(comment.author)

    @rule(number=WHICH, who=WHICH, answer=ANSWERS)
    def answer(self, number, who, answer):
        moderator = self.world.moderators[who]
        appeal = self.appeals(number).filter(status="open").first()
        if appeal is None:
            return
        is_allowed = appeal.decision.by != moderator and not appeal.is_moot
        waiting = Appeal.objects.decidable_by(moderator).filter(pk=appeal.pk)
        assert waiting.exists() == is_allowed
        try:
            decision = getattr(appeal, answer)(by=moderator, words=SECRET)
        except (Outdated, NotForYou):
            assert not is_allowed
            return
        assert is_allowed
        self.answers[decision.pk] = appeal
        self.check_answer(appeal, decision, answer == "overturn")

    def check_answer(self, appeal, answer, overturns):
        decision, comment = appeal.decision, Comment.objects.get(pk=appeal.decision.comment_id)
        about = Report.objects.filter(comment=comment)
        if decision.action in ("warn", "ban"):
            assert Decision.objects.get(pk=decision.pk).is_effective != overturns
        elif overturns:
            assert answer.status_after == comment.status
            assert comment.is_published == decision.takes_down
            was, is_now = (
                ("upheld", "dismissed") if decision.takes_down else ("dismissed", "upheld")
            )
            assert not about.filter(decision=decision, status=was).exists()
            assert not appeal.report or about.get(pk=appeal.report_id).status == is_now

    @rule(number=WHICH, who=WHICH)
    def undo_answer(self, number, who):
        answered = self.appeals(number).exclude(answer=None).first()
        if answered is None:
            return
        moderator = self.world.moderators[who]
        with suppress(*REFUSALS), transaction.atomic():
            answered.answer.undo(by=moderator)
            assert moderator in (answered.answer.by, None) or moderator != answered.decision.by
            assert Appeal.objects.get(pk=answered.pk).is_open

    @rule(number=WHICH, action=ACTIONS, who=WHICH)
    def decide(self, number, action, who):
        comment = self.comment(number)
        if action == "warn" and comment.erased:
            return
        ground = None if action in ("spam", "let_stand", "hold") else a_rule()
        with suppress(*REFUSALS), transaction.atomic():
            decide(action, comment, by=self.world.moderators[who], ground=ground)

    @rule(number=WHICH, back=st.integers(0, 3), who=WHICH)
    def undo(self, number, back, who):
        decisions = Decision.objects.filter(comment=self.comments[number]).order_by("-pk")
        if decision := decisions[back : back + 1].first():
            with suppress(*REFUSALS), transaction.atomic():
                decision.undo(by=self.world.moderators[who])

    @rule(number=WHICH)
    def report(self, number):
        self.world.report(self.comment(number))

    @rule(number=WHICH)
    def appeal(self, number):
        """Let the author and the reporters appeal against all that they can."""
        comment = self.comments[number]
        pairs = [(d, None) for d in Decision.objects.filter(comment=comment).order_by("-pk")[:3]]
        reports = Report.objects.filter(comment=comment).exclude(decision=None)
        for decision, report in [*pairs, *((each.decision, each) for each in reports)]:
            with suppress(*REFUSALS), transaction.atomic():
                Appeal.objects.file(decision, SECRET, report=report)

    @rule(number=WHICH)
    def edit(self, number):
        with suppress(*REFUSALS), transaction.atomic():
            self.comment(number).edit("Other words, a secret.")

    @rule(number=WHICH, is_erased=st.booleans())
    def take_away(self, number, is_erased):
        comment = self.comment(number)
        if is_erased:
            comment.erase()
            assert set(self.appeals(number).values_list("text", "words")) <= {("", "")}
        else:
            with suppress(*REFUSALS), transaction.atomic():
                comment.withdraw()

    @rule(number=WHICH)
    def lift(self, number):
        bans = Ban.objects.filter(decision__comment=self.comments[number], lifted_by=None)
        if ban := bans.first():
            ban.lift(by=self.world.moderators[0])

    # What holds after each of them

    @invariant()
    def one_verdict_is_in_force_and_says_the_status(self):
        decisions = list(Decision.objects.select_related("house_rule__rule").order_by("pk"))
        undone = {decision.undoes_id for decision in decisions}
        self.effective = {d.pk: d for d in decisions if d.pk not in undone and d.action != "undo"}
        self.verdicts = {
            d.comment_id: d for d in self.effective.values() if d.action in VERDICTS
        }  # the last of each comment
        decided = {decision.comment_id for decision in decisions}
        for comment in Comment.objects.exclude(status=S.WITHDRAWN):
            verdict = self.verdicts.get(comment.pk)
            if comment.pk in decided:
                assert verdict == Decision.objects.verdict(comment)
            assert comment.status == (verdict or self.world).status_after
        self.check_mail(decisions)

    @invariant()
    def records_follow_the_decisions_in_force(self):
        closed = Report.objects.exclude(decision=None).select_related("decision")
        again = set(Report.objects.open().values_list("comment", "by"))
        for report in closed.exclude(status="withdrawn"):
            if (report.comment_id, report.by_id) in again:
                continue  # it stays closed, whatever was undone: the newer one counts
            assert report.decision_id in self.effective, "a report is closed by what still holds"
            expected = TAKE_DOWN if report.status == "upheld" else CLEAR
            assert report.decision.action in expected
            verdict = self.verdicts[report.comment_id]
            assert report.status == "dismissed" or verdict.action in TAKE_DOWN
        for warning in AuthorWarning.objects.all():
            assert (warning.retracted_by_id is None) == (warning.decision_id in self.effective)
        for ban in Ban.objects.filter(lifted_by=None):
            assert ban.decision_id in self.effective

    @invariant()
    def counts_and_numbers_are_right(self):
        assert list(audit(repair=False)) == []
        numbers = dict(Comment.objects.exclude(number=None).values_list("pk", "number"))
        assert self.world.numbers.items() <= numbers.items()

    @invariant()
    def appeals_and_their_answers_agree(self):
        for appeal in Appeal.objects.exclude(answer=None).select_related("answer", "decision"):
            assert appeal.answer.source == "appeal" and appeal.answer.by != appeal.decision.by
            assert (appeal.status == "upheld") == (appeal.answer.action == "uphold")
            assert not hasattr(appeal.answer, "undone_by")
        pairs = list(Appeal.objects.values_list("decision", "report"))
        assert len(pairs) == len(set(pairs))

    def check_mail(self, decisions):
        """Compare the mail that waits with that which is owed; nothing was sent yet."""
        outcomes, waiting = defaultdict(set), Counter()
        reporters = dict(Report.objects.values_list("pk", "by"))
        for message in Message.objects.exclude(kind="report_receipt"):
            pk = message.about["decision"]
            if message.kind != "report_outcome":
                waiting[message.kind, pk] += 1
            if "report" in message.about:
                outcomes[pk].add(reporters[message.about["report"]])
        assert waiting == self.owed(decisions)
        for report in Report.objects.exclude(decision=None):
            assert report.by_id in outcomes[report.decision_id], (
                "a reporter learns what was decided"
            )

    def owed(self, decisions):
        """Count the required mails, by kind and decision, to the account and after appeals."""
        account, owed = self.world.account.pk, Counter()
        for decision in decisions:
            is_answer = decision.source == "appeal" and decision.action in CLEAR
            is_emailed = decision.action in EMAILED and not decision.is_spam and not is_answer
            owed["decision", decision.pk] = int(is_emailed and decision.person_id == account)
        for pk, appeal in self.answers.items():
            if appeal.report_id:
                owed["report_appeal_answer", pk] = 1
            elif appeal.decision.person_id == account:
                owed["appeal_answer", pk] = 1
        return +owed

    @invariant()
    def decisions_hold_no_personal_text(self):
        for texts in Decision.objects.values_list(*TEXT_FIELDS):
            assert "secret" not in " ".join(filter(None, texts)).lower()


class World:
    """A post with two comments, each with two reports and an appeal of one kind that waits."""

    def __init__(self, kind):
        self.kind, self.post = kind, a_post()
        # of comments on which nothing was decided
        self.status_after = S.HELD if kind == "reject" else S.PUBLISHED
        self.moderators = [mona(), milo()]
        self.account, guest = Person.objects.of(alice()), Person.objects.create()
        self.reporters = {
            a_reader(): NOTICE,
            Person.objects.create(): NOTICE | {"email": "ines@mail.example"},
        }
        self.comments = [self.contested(author) for author in (self.account, guest)]
        numbered = Comment.objects.exclude(number=None)
        self.numbers = dict(numbered.values_list("pk", "number"))

    def contested(self, author):
        """Store a comment, what is decided on it, and an appeal; return the comment's key."""
        details = {"by": author, "name": SECRET, "status": self.status_after}
        comment = a_comment(self.post, f"{SECRET} of mine", **details)
        if comment.is_published:
            a_comment(self.post, "A reply.", by=self.moderators[1], parent=comment)
            self.report(comment)
        action = "take_down" if self.kind == "reject" else self.kind
        ground = None if action in ("spam", "let_stand") else a_rule()
        decision = decide(action, comment, by=self.moderators[0], ground=ground)
        report = comment.reports.order_by("pk").first() if action == "let_stand" else None
        Appeal.objects.file(decision, SECRET, report=report)
        return comment.pk

    def report(self, comment):
        for by, details in self.reporters.items():
            with suppress(*REFUSALS), transaction.atomic():
                a_report(comment, by, note=SECRET, **details)


def records():
    """Return what readers see, and the records of all people, in comparable values."""
    return [
        list(Comment.objects.order_by("pk").values_list("pk", "status", "reply_count")),
        list(Report.objects.order_by("pk").values_list("pk", "status", "decision", "ended")),
        list(Appeal.objects.order_by("pk").values_list("pk", "status", "answer", "words")),
        Ban.objects.running().count(),
        AuthorWarning.objects.filter(retracted_by=None).count(),
    ]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_any_acts_leave_one_decision_in_force_and_right_records(kind):
    machine = type("Moderation", (Moderation,), {"world": World(kind)})
    run_state_machine_as_test(machine, settings=OFTEN)
