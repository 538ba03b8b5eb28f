"""Reports: one a person and comment, stored with the text, weighed, settled."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.mail.outbox import messages_about
from accounts.models import Person
from accounts.networks import network_of
from comments.models import Comment
from moderation.models import CannotReport, Case, Decision, Report
from moderation.models.case import PROTECTED_URGENCY
from moderation.models.reference import new_reference
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_comment_that_is, a_reader, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status
NOTICE = {
    "explanation": "It calls for a crime.",
    "location": "https://blog.example/comments/1/",
    "name": "Rosa Reader",
    "in_good_faith": True,
}


def legal(**changed):
    """Return a report of illegal content with something amiss."""
    return {"reason": "illegal", "email": "r@mail.example", "legal_notice": NOTICE | changed}


def strangers(comment, count, reason="harassment", first=0):
    """Let readers report who have nothing in common: no network, no minute, no history."""
    for number in range(first, first + count):
        address = f"203.0.{number}.7"
        a_report(comment, f"r{number}", reason, minutes_ago=10 * number + 5, ip=address)
    return Report.objects.open().filter(comment=comment)


def many_strangers(comment, count, first):
    """Store such reports at once; nothing is weighed before the next one."""
    now = timezone.now()
    Report.objects.bulk_create(
        Report(
            comment=comment,
            by=a_reader(f"r{number}"),
            reason="harassment",
            network=network_of(f"203.0.{number}.7"),
            reference=new_reference(),
            created=now - timedelta(minutes=10 * number + 5),
        )
        for number in range(first, first + count)
    )


def a_keep_decision(comment, *, days_ago=0):
    """Let mona keep a comment, some days ago; the row is made as it would be."""
    return Decision.objects.create(
        action="keep",
        comment=comment,
        person=comment.author,
        by=mona(),
        source="own",
        status_before=comment.status,
        status_after=comment.status,
        created=timezone.now() - timedelta(days=days_ago),
    )


def test_a_second_report_of_one_person_returns_the_first():
    comment = a_comment(a_post())
    first = a_report(comment, reason="hate", note="Look.")
    assert a_report(comment, reason="spam") == first
    assert Report.objects.get().reason == "hate"


def test_the_database_holds_one_open_report_a_person_and_comment():
    first = a_report(a_comment(a_post()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(comment=first.comment, by=first.by, reason="spam")


@pytest.mark.one_database
def test_a_report_stores_the_text_as_it_was_reported():
    comment = a_comment(a_post(), "You fool.")
    report = a_report(comment)
    Comment.objects.get(pk=comment.pk).edit("You friend.")
    report.refresh_from_db()
    assert report.contents.words == "You fool."


@pytest.mark.one_database
@pytest.mark.parametrize("status", [S.HELD, S.REJECTED, S.REMOVED, S.WITHDRAWN])
def test_a_comment_that_is_not_visible_cannot_be_reported(status):
    comment = a_comment_that_is(status)
    with pytest.raises(CannotReport, match="no longer there"):
        a_report(comment)
    assert not Report.objects.exists()


def test_an_author_cannot_report_their_own_comment():
    comment = a_comment(a_post())
    with pytest.raises(CannotReport, match="your own"):
        a_report(comment, comment.author)


ABSURD = {
    "an unknown reason": {"reason": "because"},
    "no reason": {"reason": ""},
    "a long note": {"note": "x" * 2001},
    "no address": {"email": "nobody"},
    "illegal and no more": {"reason": "illegal"},
    "a legal notice without e-mail": {"reason": "illegal", "legal_notice": NOTICE},
    "a legal notice without name": legal(name=""),
    "a legal notice from nowhere": legal(location="there"),
    "a legal notice without explanation": legal(explanation=" "),
    "a legal notice not made in good faith": legal(in_good_faith=False),
}


@pytest.mark.one_database
@pytest.mark.parametrize("details", ABSURD.values(), ids=ABSURD)
def test_invalid_reports_are_refused_and_nothing_is_stored(details):
    with pytest.raises(ValidationError), transaction.atomic():
        a_report(a_comment(a_post()), **details)
    assert not Report.objects.exists() and not Case.objects.exists()


def test_a_legal_notice_of_child_abuse_needs_no_name():
    notice = NOTICE | {"name": "", "is_about_children": True}
    report = a_report(a_comment(a_post()), reason="illegal", legal_notice=notice)
    assert report.legal_notice.name == report.contents.email == ""


def test_a_note_is_plain_text_without_invisible_characters():
    report = a_report(a_comment(a_post()), note="  Look\u202e at\x00 <b>this</b>\n")
    assert report.contents.note == "Look at <b>this</b>"


# Weight


def test_three_strangers_hold_a_comment_and_their_reports_stay_open():
    comment = a_comment(a_post())
    strangers(comment, 2)
    assert Comment.objects.get(pk=comment.pk).status == S.PUBLISHED
    reports = strangers(comment, 1, first=2)
    comment.refresh_from_db()
    assert comment.status == S.HELD
    decision = Decision.objects.get()
    assert (decision.action, decision.source, decision.by) == ("hold", "threshold", None)
    assert reports.count() == 3 and comment.case.points == 30


@pytest.mark.one_database
def test_three_reports_in_one_minute_do_not_hold_a_comment():
    comment = a_comment(a_post())
    for number in range(3):
        a_report(comment, f"r{number}", ip=f"203.0.{number}.7")
    assert Comment.objects.get(pk=comment.pk).status == S.PUBLISHED
    assert (comment.case.sources, comment.case.report_count) == (1, 3)


@pytest.mark.one_database
def test_a_hundred_guests_cannot_hold_a_comment():
    comment = a_comment(a_post())
    for number in range(20):
        guest = Person.objects.create()
        a_report(comment, guest, minutes_ago=10 * number + 5, ip=f"203.0.{number}.7")
    assert Comment.objects.get(pk=comment.pk).status == S.PUBLISHED


def test_reporting_again_after_a_withdrawal_adds_no_weight():
    comment = a_comment(a_post())
    a_report(comment).withdraw()
    assert not Case.objects.exists()
    for _ in range(5):
        a_report(comment).withdraw()
    a_report(comment)
    assert (comment.case.report_count, comment.case.points, comment.case.sources) == (1, 10, 1)
    assert list(Report.objects.records()) == [
        {"person": a_reader().pk, "upheld": 0, "dismissed": 0}
    ]


@pytest.mark.one_database
def test_a_report_that_is_closed_cannot_be_withdrawn():
    comment = a_comment(a_post())
    report = a_report(comment)
    Decision.objects.take("keep", comment, by=mona())
    report.withdraw()
    assert report.status == "dismissed"


def test_a_reporter_who_was_right_weighs_more_and_one_who_was_wrong_less():
    for name, action in (("right", "remove"), ("wrong", "keep")):
        for _ in range(3):
            comment = a_comment(a_post())
            a_report(comment, name)
            Decision.objects.take(action, comment, by=mona(), ground=a_rule())
    points = []
    for name in ("right", "wrong", "new"):
        comment = a_comment(a_post())
        a_report(comment, name)
        points.append(comment.case.points)
    assert points == [16, 4, 10]


@pytest.mark.slow
@pytest.mark.one_database
def test_a_hundred_reports_of_a_kept_comment_only_make_it_urgent():
    comment, grave = a_comment(a_post()), a_comment(a_post())
    a_keep_decision(comment)
    a_report(grave, reason="threat")
    many_strangers(comment, 98, first=3)
    strangers(comment, 2)
    a_report(comment, "one more", ip="198.51.100.7")
    assert comment.case.report_count == 101
    comment.refresh_from_db()
    assert comment.status == S.PUBLISHED
    case = comment.case
    assert (case.is_protected, case.would_hold, case.holds) == (True, True, False)
    assert case.urgency > PROTECTED_URGENCY > grave.case.urgency


@pytest.mark.one_database
def test_many_reports_within_minutes_are_marked_as_a_burst():
    comment = a_comment(a_post())
    for number in range(12):
        a_report(comment, f"r{number}")
    assert comment.case.burst == 12


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("days_ago", "edited", "status"),
    [(1, False, S.PUBLISHED), (29, False, S.PUBLISHED), (31, False, S.HELD), (1, True, S.HELD)],
)
def test_a_kept_comment_is_protected_for_thirty_days_unless_edited(days_ago, edited, status):
    comment = a_comment(a_post())
    a_keep_decision(comment, days_ago=days_ago)
    if edited:
        Comment.objects.get(pk=comment.pk).edit("Quite another thing.")
    strangers(comment, 3)
    comment.refresh_from_db()
    assert comment.status == status


@pytest.mark.one_database
def test_an_undone_keep_does_not_protect_a_comment():
    comment = a_comment(a_post())
    a_keep_decision(comment).undo(by=mona())
    strangers(comment, 3)
    comment.refresh_from_db()
    assert comment.status == S.HELD


@pytest.mark.one_database
def test_reports_cannot_hide_a_comment_by_staff():
    comment = a_comment(a_post(), by=mona())
    strangers(comment, 5)
    comment.refresh_from_db()
    assert comment.status == S.PUBLISHED
    assert comment.case.urgency > PROTECTED_URGENCY


@pytest.mark.one_database
def test_the_gravest_reasons_are_the_most_urgent():
    urgencies = []
    for reason in ("threat", "hate", "spam", "off_topic"):
        comment = a_comment(a_post())
        a_report(comment, reason=reason)
        urgencies.append(comment.case.urgency)
    assert urgencies == sorted(set(urgencies), reverse=True)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("count", [3, 20])
def test_weighing_many_reports_needs_as_many_queries_as_few(count, django_assert_max_num_queries):
    comment = a_comment(a_post())
    for number in range(count):
        a_report(comment, f"r{number}")
    person = a_reader("last")
    with django_assert_max_num_queries(32):
        Report.objects.file(comment, by=person, reason="spam")


# Receipts


def test_a_receipt_finds_its_report_and_a_forged_one_none():
    report = a_report(a_comment(a_post()))
    assert Report.objects.by_token(report.token) == report
    for token in ("", "1", f"{report.pk}:x:y", report.token[:-1], signing.dumps(report.pk)):
        with pytest.raises(signing.BadSignature):
            Report.objects.by_token(token)


def test_a_token_for_another_purpose_is_not_a_receipt():
    report = a_report(a_comment(a_post()))
    with pytest.raises(signing.BadSignature):
        Report.objects.by_token(signing.TimestampSigner(salt="other").sign(report.pk))


@pytest.mark.one_database
def test_references_of_reports_are_readable_and_unique():
    references = {a_report(a_comment(a_post())).reference for _ in range(20)}
    assert len(references) == 20
    assert not {"0", "1", "I", "O"} & set("".join(references))


# Taken back


def a_hidden_one():
    """Return a comment that three strangers have hidden, and their reports."""
    comment = a_comment(a_post())
    reports = list(strangers(comment, 3))
    comment.refresh_from_db()
    assert comment.status == S.HELD
    return comment, reports


def records():
    return {(row["upheld"], row["dismissed"]) for row in Report.objects.records()}


def test_a_comment_held_by_reports_shows_again_when_they_are_withdrawn():
    comment, reports = a_hidden_one()
    reports[0].withdraw()
    comment.refresh_from_db()
    assert (comment.status, comment.post.comment_count) == (S.PUBLISHED, 1)
    undoing = Decision.objects.last(comment)
    assert (undoing.action, undoing.source, undoing.by) == ("undo", "threshold", None)


@pytest.mark.one_database
def test_a_text_edited_while_held_waits_for_a_moderator():
    comment, reports = a_hidden_one()
    comment.edit("Other words.")
    for report in reports:
        report.withdraw()
    comment.refresh_from_db()
    assert comment.status == S.HELD


def test_withdrawn_reports_do_not_release_a_moderators_hold():
    comment = a_comment(a_post())
    report = a_report(comment)
    Decision.objects.take("hold", comment, by=mona())
    report.withdraw()
    comment.refresh_from_db()
    assert comment.status == S.HELD


def test_withdrawn_reports_count_when_a_moderator_keeps_the_comment():
    comment, reports = a_hidden_one()
    innocent = a_report(a_comment(comment.post), "innocent")
    innocent.withdraw()
    for report in reports:
        report.withdraw()
    decision = Decision.objects.take("keep", comment, by=mona())
    assert set(Report.objects.values_list("status", flat=True)) == {"withdrawn"}
    counted = {row["person"]: row["dismissed"] for row in Report.objects.records()}
    assert counted == {**{r.by_id: 1 for r in reports}, innocent.by_id: 0}
    decision.undo(by=mona())
    assert records() == {(0, 0)}
    assert set(Report.objects.values_list("status", flat=True)) == {"withdrawn"}


def outcomes(decision):
    """Return the messages to reporters about a decision."""
    return messages_about("report_outcome", decision.pk)


def test_a_withdrawn_report_gets_no_mail_about_its_outcome():
    comment = a_comment(a_post())
    reports = [
        a_report(comment, f"r{n}", email=f"r{n}@mail.example", ip=f"203.0.{n}.7", minutes_ago=m)
        for n, m in enumerate((25, 15, 5))
    ]
    reports[0].withdraw()
    decision = decide("let_stand", comment, by=mona())
    assert outcomes(decision).count() == 2


def test_a_restored_comment_gives_its_reporters_a_new_outcome():
    comment = a_comment(a_post())
    report = a_report(comment, email="rosa@mail.example")
    removal = Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    restoring = Decision.objects.take("restore", comment, by=mona())
    report.refresh_from_db()
    assert (report.status, report.decision) == ("dismissed", restoring)
    assert outcomes(restoring).get().about["report"] == report.pk and records() == {(0, 1)}
    restoring.undo(by=mona())
    report.refresh_from_db()
    assert (report.status, report.decision, report.ended) == ("upheld", removal, removal.created)
