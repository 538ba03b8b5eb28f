"""The page of one's account says where everything of one's own stands, and leads there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.models import Mailbox, Person
from accounts.privacy import end_old_data
from comments.models import Comment, Visit
from moderation.models import Action, Report
from tests.cast import a_comment, a_post, alice, bob, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

ACCOUNT, REPLIES, REPORTS, MAIL = (
    "/accounts/",
    "/comments/replies/",
    "/reports/mine/",
    "/accounts/mail/",
)


@pytest.fixture
def visitor():
    visitor = Client()
    visitor.force_login(alice())
    return visitor


@pytest.mark.one_database
def test_a_stranger_is_led_to_the_sign_in_page_and_back():
    for path in (ACCOUNT, MAIL):
        assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.one_database
@pytest.mark.parametrize("path", [ACCOUNT, MAIL, REPLIES, REPORTS, "/comments/mine/"])
def test_pages_of_an_account_offer_no_sign_in_after_signing_in(visitor, path):
    text = visitor.get(path).text
    assert "Sign in</a>" not in text
    assert ">Signed in as Alice</a>" in text and "Sign out</a>" in text


def test_the_page_counts_comments_by_what_became_of_them(visitor):
    S = Comment.Status
    for status in (S.PUBLISHED, S.PUBLISHED, S.HELD, S.REMOVED):
        a_comment_that_is(status)
    text = visitor.get(ACCOUNT).text
    assert "2 published." in text and "1 waits for a moderator." in text
    assert "1 was taken down." in text and 'href="/comments/mine/"' in text


@pytest.mark.one_database
def test_the_page_says_how_one_signs_in_and_whether_the_e_mail_is_confirmed(visitor):
    text = visitor.get(ACCOUNT).text
    assert "alice@soundoff.example, confirmed." in text and "passkey" not in text
    EmailAddress.objects.create(user=alice(), email="new@mail.example")
    assert "new@mail.example waits for you to confirm it." in visitor.get(ACCOUNT).text
    EmailAddress.objects.filter(user=alice(), verified=False).delete()
    EmailAddress.objects.update(verified=False)
    text = visitor.get(ACCOUNT).text
    assert "not confirmed." in text and "waits for you" not in text


def test_a_new_reply_is_marked_until_its_list_is_read(visitor):
    mine = a_comment(a_post())
    a_comment(mine.post, "So true.", by=bob(), parent=mine)
    a_comment(mine.post, "My own words again.", parent=mine)
    assert "1 new reply." in visitor.get(ACCOUNT).text
    page = visitor.get(REPLIES)
    assert "So true." in page.text and "My own words" not in page.text
    assert ">New</strong>" in page.text
    until = page.context["comments"][0].published_at.isoformat()
    assert visitor.post(REPLIES, {"until": until}).status_code == 303
    assert ">New</strong>" not in visitor.get(REPLIES).text
    a_comment(mine.post, "A later one.", by=bob(), parent=mine)
    assert visitor.get(REPLIES).text.count(">New</strong>") == 1


def test_reading_the_conversation_reads_its_replies_too(visitor):
    mine = a_comment(a_post())
    a_comment(mine.post, "So true.", by=bob(), parent=mine)
    Visit.objects.record(Person.objects.of(alice()), mine.post, timezone.now())
    assert "No new ones." in visitor.get(ACCOUNT).text


@pytest.mark.one_database
@pytest.mark.parametrize("until", ["", "soon", "2026-13-41T00:00:00Z", "9999-01-01T00:00:00Z"])
def test_a_forged_moment_marks_nothing_of_the_future_as_read(visitor, until):
    mine = a_comment(a_post())
    visitor.post(REPLIES, {"until": until})
    a_comment(mine.post, "So true.", by=bob(), parent=mine)
    assert "1 new reply." in visitor.get(ACCOUNT).text


def test_replies_that_readers_do_not_see_are_not_listed(visitor):
    mine = a_comment(a_post())
    for status in ("held", "removed", "withdrawn"):
        a_comment_that_is(
            Comment.Status(status), mine.post, by=bob(), parent=mine, body=f"{status}?"
        )
    text = visitor.get(REPLIES).text
    assert "Nobody has answered" in text and "held?" not in text


def test_a_guest_sees_the_replies_and_reports_of_the_browser():
    visitor, post = Client(), a_post()
    fields = {"name": "Gil", "body": "Frost, already.", "key": uuid4()}
    visitor.post(f"{post.get_absolute_url()}respond/", fields)
    mine = Comment.objects.get(name="Gil")
    other = a_comment(post, "Well seen, Gil.", by=bob(), parent=mine)
    visitor.post(f"/comments/{other.pk}/report/", {"reason": "spam"})
    assert "Well seen, Gil." in visitor.get(REPLIES).text
    assert Report.objects.get().reference in visitor.get(REPORTS).text
    assert "Well seen, Gil." not in Client().get(REPLIES).text


def test_reports_are_listed_with_what_was_decided(visitor):
    person, post = Person.objects.of(alice()), a_post()
    gone, waits = a_comment(post, "Buy this.", by=bob()), a_comment(post, "Hm, well.", by=bob())
    reports = [a_report(comment, person) for comment in (gone, waits)]
    decide(Action.REMOVE, gone, by=mona(), ground=a_rule())
    text = visitor.get(REPORTS).text
    assert "The comment is gone." in text and "A moderator will look at it." in text
    assert all(report.get_absolute_url() in text for report in reports)
    assert "2 in all; 1 waits for a moderator." in visitor.get(ACCOUNT).text


@pytest.mark.one_database
def test_mail_is_chosen_without_a_link_from_a_mail(visitor):
    assert "Stop all mail" in visitor.get(MAIL).text and not Mailbox.objects.exists()
    visitor.post(MAIL, {"action": "stop"})
    assert Mailbox.objects.for_email("alice@soundoff.example").is_unsubscribed
    assert "Stopped: you get none." in visitor.get(ACCOUNT).text
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(alice())
    assert stranger.post(MAIL, {"action": "resume"}).status_code == 403


@pytest.mark.one_database
def test_how_often_mail_comes_is_chosen_before_anything_is_followed(visitor):
    assert "How often" in visitor.get(MAIL).text
    visitor.post(MAIL, {"action": "save", "frequency": "weekly"})
    dict(end_old_data())
    assert "At most one mail a week" in visitor.get(ACCOUNT).text
    assert visitor.get(MAIL).text.count("checked") == 1
    alice().erase()
    dict(end_old_data())
    assert not Mailbox.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize("path", [ACCOUNT, REPLIES, REPORTS, MAIL])
def test_the_number_of_queries_does_not_grow_with_what_is_shown(
    visitor, path, django_assert_max_num_queries
):
    person, post = Person.objects.of(alice()), a_post()

    def write(count):
        for number in range(count):
            mine = a_comment(post, f"Words {number}.")
            reply = a_comment(post, f"Answer {number}.", by=bob(), parent=mine)
            a_report(reply, person)
            later = timezone.now() - timedelta(minutes=1)
            Comment.objects.filter(pk=reply.pk).update(created=later)

    write(1)
    with django_assert_max_num_queries(40) as first:
        visitor.get(path)
    write(6)
    with django_assert_max_num_queries(len(first)):
        visitor.get(path)


@pytest.mark.one_database
def test_the_pages_are_private(visitor):
    for path in (ACCOUNT, REPLIES, REPORTS, MAIL):
        response = visitor.get(path)
        assert "no-store" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"
