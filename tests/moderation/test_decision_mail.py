"""Mail about decisions: who gets it, what it says, when there is none."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.mail.delivery import send_due
from accounts.models import Message, Person
from comments.models import Comment, Finding
from comments.status_links import status_path
from moderation.models import Ban, Decision
from posts.models import Blog
from tests.accounts.outbox import make_due
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_report, a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status


@pytest.fixture
def sending(django_capture_on_commit_callbacks):
    """Run what waits for the commit when the block ends."""
    return django_capture_on_commit_callbacks(execute=True)


def take(action, comment, **details):
    details.setdefault("ground", None if action == "spam" else a_rule())
    return decide(action, comment, by=mona(), **details)


def test_the_mail_to_an_author_names_the_decision_and_its_ground(sending):
    comment = a_comment(a_post("The first frost"))
    rule = a_rule()
    with sending:
        take("remove", comment)
    message = mail.outbox[0]
    assert message.to == ["alice@soundoff.example"]
    assert message.subject == "Your comment was removed"
    for part in ("The first frost", rule.sentence, rule.title, "version 1", "A moderator decided"):
        assert part in message.body
    assert "mona" not in message.body.lower()


@pytest.mark.parametrize(
    ("action", "status", "subject"),
    [
        ("reject", S.HELD, "Your comment was not published"),
        ("warn", S.PUBLISHED, "A word about your comment"),
        ("ban", S.PUBLISHED, "You cannot write at Soundoff for now"),
        ("hold", S.PUBLISHED, "Your comment is hidden for the moment"),
    ],
)
def test_an_author_gets_mail_about_every_restriction(sending, action, status, subject):
    comment = a_comment(a_post(), status=status)
    with sending:
        take(action, comment)
    assert [message.subject for message in mail.outbox] == [subject]


def test_mail_about_an_automatic_decision_says_that_it_was_automatic(sending):
    comment = a_comment(a_post())
    with sending:
        Decision.objects.take("hold", comment, source=Decision.Source.REPORT_WEIGHT)
    assert "automatically" in mail.outbox[0].body


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["keep", "spam", "close_branch"])
def test_no_mail_is_sent_about_spam_or_without_a_restriction(sending, action):
    with sending:
        take(action, a_comment(a_post()))
    assert mail.outbox == []


def test_a_guest_gets_no_mail_because_a_typed_email_proves_nothing(sending):
    comment = a_comment(a_post())
    Comment.objects.filter(pk=comment.pk).update(
        author=Person.objects.create(), email="somebody@mail.example"
    )
    with sending:
        take("remove", Comment.objects.get())
    assert mail.outbox == []


@pytest.mark.one_database
def test_a_title_is_written_as_text_and_not_as_html(sending):
    with sending:
        take("remove", a_comment(a_post("Frost & <fire>")))
    assert "Frost & <fire>" in mail.outbox[0].body


def test_a_reporter_with_an_account_gets_the_outcome(sending):
    comment = a_comment(a_post())
    first = a_report(comment, "rosa", email="rosa@soundoff.example")
    a_report(comment, "rolf")
    with sending:
        take("keep", comment)
    message = mail.outbox[0]
    assert [m.to for m in mail.outbox] == [["rosa@soundoff.example"]]
    assert first.reference in message.subject and "may stay" in message.body


def test_mail_about_a_ban_says_when_the_ban_ends(sending):
    comment = a_comment(a_post())
    until = timezone.now() + timedelta(days=400)
    with sending:
        take("ban", comment, until=until)
    local = until.astimezone(Blog.objects.current().zone)
    assert f"until {local:%B} {local.day}, {local.year}." in mail.outbox[0].body


def test_a_ban_of_a_network_sends_no_mail_to_anybody(sending):
    with sending:
        Ban.objects.impose(network="203.0.113.0/24", by=mona(), ground=a_rule())
    assert mail.outbox == []


def test_a_decision_undone_before_its_mail_was_sent_sends_none(
    django_capture_on_commit_callbacks,
):
    comment = a_comment(a_post())
    a_report(comment, email="rosa@soundoff.example")
    with django_capture_on_commit_callbacks() as callbacks:
        take("remove", comment).undo(by=mona())
    for callback in callbacks:
        callback()
    assert mail.outbox == []
    decisions = Message.objects.filter(kind__in=["decision", "report_outcome"])
    assert set(decisions.values_list("status", flat=True)) == {"cancelled"}


def test_an_author_with_mail_about_a_decision_gets_mail_about_its_undo(
    django_capture_on_commit_callbacks,
):
    comment = a_comment(a_post())
    with django_capture_on_commit_callbacks(execute=True):
        decision = take("remove", comment)
    with django_capture_on_commit_callbacks(execute=True):
        decision.undo(by=mona())
    assert [m.subject for m in mail.outbox] == [
        "Your comment was removed",
        "We looked again at your comment",
    ]


def test_mail_goes_to_the_current_email_of_the_author(settings):
    settings.SERVING = True
    comment = a_comment(a_post())
    take("remove", comment)
    user = comment.author.user
    user.email = "alice@new.example"
    user.save()
    make_due()
    assert send_due() == {"sent": 1}
    assert mail.outbox[0].to == ["alice@new.example"]


def test_the_status_page_of_a_comment_shows_the_decision(client):
    comment = a_comment(a_post())
    decision = take("remove", comment)
    page = " ".join(client.get(status_path(comment)).text.split())
    for part in ("Your comment was removed.", decision.sentence, a_rule().title, "version 1"):
        assert part in page
    decision.undo(by=mona())
    assert "What was decided" not in client.get(status_path(comment)).content.decode()


def test_mail_about_a_moderators_hold_does_not_blame_readers(sending):
    with sending:
        take("hold", a_comment(a_post()))
    body = mail.outbox[0].body
    assert "a moderator has hidden your comment" in body and "reported" not in body


@pytest.mark.one_database
def test_a_statement_is_shown_only_while_it_is_true(client):
    comment = a_comment(a_post())
    take("keep", comment)
    assert "it stays" in client.get(status_path(comment)).content.decode()
    comment.add("And more.", [Finding(rule="many_links", verdict="hold", parameters={"links": 2})])
    page = client.get(status_path(comment)).content.decode()
    now, _, history = page.partition("What has happened to it")
    assert "Waiting for a moderator" in now and "it stays" not in now and "it stays" in history


def queries_of_removing(reporters):
    comment = a_comment(a_post())
    for number in range(reporters):
        a_report(comment, Person.objects.create(), email=f"{number}.{comment.pk}@mail.example")
    take("keep", a_comment(a_post()))  # what is asked once for all, such as the house rules
    with CaptureQueriesContext(connection) as queries:
        take("remove", comment)
    return len(queries)


@pytest.mark.slow
@pytest.mark.one_database
def test_a_decision_needs_as_many_queries_for_twenty_reporters_as_for_four():
    assert queries_of_removing(20) == queries_of_removing(4)
    assert Message.objects.filter(kind="report_outcome").count() == 24
