"""Personal data is deleted when its time is over, and not before."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Mailbox, Message
from accounts.privacy import end_old_data
from comments.models import Comment, RefusalCount
from moderation.models import Decision, Report, ReportContents
from moderation.tasks import run_batch
from posts.models import Post, WorkingCopy
from tests.cast import a_comment, a_post, edda, mona
from tests.moderation.deciding import a_reader, a_report, a_rule

pytestmark = pytest.mark.django_db


def ended(title):
    """End what is due; return how many rows that were under a title."""
    return dict(end_old_data())[title]


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def test_ip_addresses_are_shortened_after_30_days_and_gone_after_90():
    post = a_post()
    ages = {}
    for days in (29, 31, 91):
        comment = a_comment(post, f"{days} days ago.", ip="203.0.113.9", key=uuid4())
        moment = timezone.now() - timedelta(days=days)
        Comment.objects.filter(pk=comment.pk).update(created=moment)
        report = Report.objects.file(
            comment, by=a_reader(f"r{days}"), reason="spam", ip="203.0.113.9"
        )
        Report.objects.filter(pk=report.pk).update(created=moment)
        ages[comment.pk] = days
    version = Post.objects.get().version
    counts = dict(end_old_data())
    assert counts["IP addresses of comments shortened to their networks"] == 2
    assert counts["Networks of comments dropped"] == counts["Networks of reports dropped"] == 1
    rows = Comment.objects.values_list("pk", "ip", "network")
    assert {ages[pk]: (address, network) for pk, address, network in rows} == {
        29: ("203.0.113.9", "203.0.113.0/24"),
        31: (None, "203.0.113.0/24"),
        91: (None, ""),
    }
    assert [ages[comment.pk] for comment in Comment.objects.exclude(key=None)] == [29]
    assert not any(count for _title, count in end_old_data())
    assert Post.objects.get().version == version


def reported(reason="harassment", outcome="remove", **changes):
    """Return a report with an e-mail that was answered some days ago."""
    comment = a_comment(a_post())
    report = a_report(comment, reason=reason, email="rosa@mail.example", **changes)
    if outcome == "withdraw":
        comment.withdraw()
    elif outcome:
        ground = a_rule() if outcome == "remove" else None
        Decision.objects.take(outcome, comment, by=mona(), ground=ground)
    Message.objects.update(status=Message.Status.SENT)
    return report


def aged(report, days):
    Report.objects.filter(pk=report.pk).exclude(ended=None).update(ended=days_ago(days))
    Comment.objects.filter(pk=report.comment_id).update(status_since=days_ago(days))


NOTICE = {"explanation": "It is forbidden.", "name": "Rosa", "in_good_faith": True}


@pytest.mark.parametrize(
    ("outcome", "days", "is_kept"),
    [
        ("remove", 183, True),
        ("remove", 185, False),
        ("keep", 185, False),
        ("withdraw", 183, True),  # by the author, who was quicker than the moderators
        ("withdraw", 185, False),
        (None, 185, True),
    ],
)
def test_a_reporters_e_mail_is_erased_after_the_time_to_appeal(outcome, days, is_kept):
    report = reported(outcome=outcome)
    aged(report, days)
    assert ended("E-mails of reporters dropped") == (not is_kept)
    contents = ReportContents.objects.get(report=report)
    assert contents.email == ("rosa@mail.example" if is_kept else "")
    assert contents.words == "Well said."
    assert contents.erased is None
    assert Report.objects.filter(pk=report.pk, reference=report.reference).exists()


def test_the_e_mail_of_an_unanswered_reporter_is_kept():
    report = reported()
    Message.objects.update(status=Message.Status.WAITING)
    aged(report, 185)
    assert ended("E-mails of reporters dropped") == 0


def test_the_e_mail_of_a_legal_notice_is_kept_until_decided():
    notice = NOTICE | {"location": "https://blog.example/1/"}
    report = reported("illegal", outcome="withdraw", legal_notice=notice)
    aged(report, 185)
    assert ended("E-mails of reporters dropped") == 0


def test_unsaved_text_of_an_editor_is_deleted_after_half_a_year():
    old, young = (WorkingCopy.objects.create(by=edda(), body="<p>…</p>") for _ in range(2))
    WorkingCopy.objects.filter(pk=old.pk).update(saved=days_ago(181))
    WorkingCopy.objects.filter(pk=young.pk).update(saved=days_ago(179))
    assert ended("Texts dropped that were never saved") == 1
    assert WorkingCopy.objects.get() == young


def test_counts_of_refused_drafts_are_deleted_after_13_months():
    RefusalCount.objects.add(["too_fast", "too_fast", "banned"])
    RefusalCount.objects.filter(rule="banned").update(day=days_ago(401).date())
    assert ended("Counts of refused drafts dropped") == 1
    assert RefusalCount.objects.get().rule == "too_fast"


def test_an_expired_session_is_deleted_by_the_daily_command():
    over, running = SessionStore(), SessionStore()
    over.create()
    running.create()
    Session.objects.filter(pk=over.session_key).update(expire_date=days_ago(0))
    assert ended("Sessions ended") == 1
    assert Session.objects.get().pk == running.session_key


def test_a_finished_task_is_deleted_after_a_month(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    waiting, late, old = (run_batch.enqueue(number) for number in range(3))
    for task, days in ((late, 29), (old, 31)):
        DBTaskResult.objects.filter(pk=task.id).update(finished_at=days_ago(days))
    assert ended("Finished tasks dropped") == 1
    ids = {str(pk) for pk in DBTaskResult.objects.values_list("pk", flat=True)}
    assert ids == {waiting.id, late.id}


def test_a_message_and_its_mailbox_are_deleted_after_a_month():
    report = reported(outcome="keep")
    other = Mailbox.objects.for_email("rolf@mail.example")
    Message.objects.update(created=days_ago(31))
    Message.objects.filter(kind="report_receipt").update(status="waiting")
    assert ended("Messages dropped that were sent or cancelled") == 1
    assert Message.objects.get().about == {"report": report.pk}
    assert not Mailbox.objects.filter(pk=other.pk).exists()
    assert Mailbox.objects.count() == 1
    Message.objects.update(status="sent")
    assert ended("Messages dropped that were sent or cancelled") == 1
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize("was_confirmed", [True, False])
def test_a_stopped_mailbox_is_never_deleted(was_confirmed):
    mailbox = Mailbox.objects.for_email("rosa@mail.example")
    if was_confirmed:
        mailbox.confirm()
    mailbox.stop()
    dict(end_old_data())
    assert Mailbox.objects.get().is_unsubscribed


@pytest.mark.django_db(transaction=True)
def test_the_daily_command_prints_how_much_it_deleted():
    aged(reported(), 185)
    SessionStore().create()
    Session.objects.update(expire_date=days_ago(0))
    output = io.StringIO()
    call_command("forget", stdout=output)
    assert output.getvalue().splitlines() == [
        "Codes for signing in in frames dropped: 0",
        "Used tokens dropped: 0",
        "Ended tokens removed: 0",
        "Files of the whole blog removed: 0",
        "Uploaded files of blogs removed: 0",
        "Reports of imports removed: 0",
        "Finished tasks dropped: 0",
        "Webmentions dropped that nobody could look at: 0",
        "Networks of reports dropped: 0",
        "E-mails of reporters dropped: 1",
        "Texts of old appeals dropped: 0",
        "E-mails of ended bans dropped: 0",
        "Networks of ended bans dropped: 0",
        "Fingerprints of old comments dropped: 0",
        "Trials of checks dropped: 0",
        "IP addresses of comments shortened to their networks: 0",
        "Networks of comments dropped: 0",
        "Networks of recommendations dropped: 0",
        "Ended subscriptions dropped: 0",
        "Subscriptions dropped that were never confirmed: 0",
        "Visits of long ago dropped: 0",
        "Counts of refused drafts dropped: 0",
        "Files of deleted pictures: 0",
        "Files of uploads that were broken off: 0",
        "Texts dropped that were never saved: 0",
        "Ended follows dropped: 0",
        "Follows dropped that were never confirmed: 0",
        "Unconfirmed accounts deleted: 0",
        "Invitations dropped: 0",
        "Sessions ended: 1",
        "Browsers of ended sessions dropped: 0",
        "Messages dropped that were sent or cancelled: 0",
        "Unused mailboxes dropped: 0",
        "Closings dropped that were never confirmed: 0",
        "Accounts closed: 0",
    ]
