"""Moderators who act at the same moment: one decides, the other learns who did."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import Message
from comments.models import Comment, InvalidTransition
from moderation.models import AlreadyDecided, Appeal, Ban, Batch, Case, Decision, Report
from tests.cast import a_comment, a_post, an_owner, bob, milo, mona
from tests.moderation.deciding import a_reader, a_report, a_rule, decide

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RACES = 20  # more by hand, with benchmarks/faults.py


def at_once(*acts):
    """Do all acts at the same moment, each on its own connection; give what each gave or raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(10)
            return act()
        except (AlreadyDecided, InvalidTransition, ValidationError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def taking(action, pk, by, state_token):
    def act():
        comment = Comment.objects.get(pk=pk)
        return decide(action, comment, by=by, ground=ground, state_token=state_token)

    ground = a_rule()
    return act


@pytest.mark.slow
def test_races_of_two_moderators_make_one_decision_each():
    post, judges, choices = a_post(), (mona(), milo()), ("remove", "keep", "take_down", "spam")
    for race in range(RACES):
        comment = a_comment(post)
        state_token = Decision.objects.state_token(comment)
        acts = [taking(choices[(race + n) % 4], comment.pk, judges[n], state_token) for n in (0, 1)]
        ends = at_once(*acts)
        won = [end for end in ends if isinstance(end, Decision)]
        errors = [end for end in ends if isinstance(end, AlreadyDecided)]
        assert (len(won), len(errors)) == (1, 1)
        assert errors[0].decision == won[0]
    assert Decision.objects.count() == RACES
    post.refresh_from_db()
    assert post.comment_count == Comment.objects.published().count()


def test_of_two_moderators_who_undo_at_once_one_succeeds():
    other = milo()
    for _ in range(10):
        decision = Decision.objects.take("remove", a_comment(a_post()), by=mona(), ground=a_rule())
        ends = at_once(*[lambda d=decision: Decision.objects.get(pk=d.pk).undo(by=other)] * 2)
        assert sorted(type(end).__name__ for end in ends) == ["AlreadyDecided", "Decision"]


def test_of_two_simultaneous_answers_to_an_appeal_one_is_refused():
    post, people = a_post(), {"Milo": milo(), "Olga": an_owner()}
    desks = [desk_of(user) for user in people.values()]
    for race in range(6):
        comment = a_comment(post)
        a_report(comment, email="rosa@soundoff.example")
        removal = decide("remove", comment, by=mona(), ground=a_rule())
        appeal, sent = Appeal.objects.file(removal, "It was a quotation."), Message.objects.count()
        url = reverse("admin:moderation_appeal_card_answer", args=[appeal.pk])
        answers = ["overturn", ["overturn", "uphold"][race % 2]]
        pages = at_once(
            *(
                partial(desk.post, url, {"answer": answer, "words": "So."})
                for desk, answer in zip(desks, answers, strict=True)
            )
        )
        assert sorted(page.status_code for page in pages) == [200, 409]
        appeal.refresh_from_db()
        (late,) = [page.text for page in pages if page.status_code == 409]
        assert f"{appeal.answer.by} was first" in late and "Nothing of yours was stored" in late
        assert Decision.objects.filter(comment=comment).count() == 2
        is_granted = appeal.status == "overturned"
        report = Report.objects.get(comment=comment)
        assert report.decision == (appeal.answer if is_granted else removal)
        assert report.status == ("dismissed" if is_granted else "upheld")
        assert Message.objects.count() == sent + 1 + is_granted  # the author's; the reporter's
        post.refresh_from_db()
        assert post.comment_count == Comment.objects.published().count()


def desk_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def test_of_two_moderators_who_lift_a_ban_one_succeeds():
    ban = Ban.objects.impose(email="a@mail.example", by=mona(), ground=a_rule())
    other = milo()
    ends = at_once(*[lambda: Ban.objects.get(pk=ban.pk).lift(by=other)] * 2)
    assert sorted(type(end).__name__ for end in ends) == ["Decision", "InvalidTransition"]


def test_ten_reports_of_one_person_at_once_are_one_report():
    comment, person = a_comment(a_post()), a_reader()
    file = Report.objects.file
    ends = at_once(*[lambda: file(comment_again(comment), by=person, reason="spam")] * 10)
    assert {end.pk for end in ends} == {Report.objects.get().pk}
    assert Case.objects.get().report_count == 1


def comment_again(comment):
    return Comment.objects.get(pk=comment.pk)


def test_reports_beside_a_decision_leave_a_consistent_summary():
    comment = a_comment(a_post())
    people = [a_reader(f"r{n}") for n in range(6)]
    a_report(comment)
    keep = taking("keep", comment.pk, mona(), None)
    filings = [
        lambda person=person: Report.objects.file(comment_again(comment), by=person, reason="spam")
        for person in people
    ]
    at_once(keep, *filings)
    still_open = Report.objects.open().count()
    assert sum(Case.objects.values_list("report_count", flat=True)) == still_open


def test_two_workers_on_one_batch_decide_each_item_once():
    post = a_post()
    for number in range(20):
        a_comment(post, f"Buy number {number}.", by=bob())
    batch = Batch.objects.begin("spam", on=Comment.objects.on(post), by=mona())
    at_once(*[lambda: Batch.objects.get(pk=batch.pk).run()] * 2)
    assert Decision.objects.count() == batch.progress["decided"] == 20
