"""The pages of an account tell the time in its own time zone; others tell the blog's."""

from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.mail.kinds import KINDS
from accounts.mail.outbox import messages_about
from accounts.models import Person, User
from comments.models import Comment
from posts.dates import day
from posts.models import Blog
from tests.cast import NEWER, a_comment, a_post, alice, bob
from tests.moderation.deciding import a_report

pytestmark = pytest.mark.django_db

PATH = "/accounts/time-zone/"


@pytest.fixture
def browser():
    Blog.objects.update(time_zone="America/New_York")
    browser = Client()
    browser.force_login(alice())
    return browser


def choose(browser, name):
    return browser.post(PATH, {"time_zone": name})


def test_pages_of_the_account_tell_its_time_and_others_the_blogs(browser):
    mine = a_comment(a_post())
    reply = a_comment(mine.post, "So true.", by=bob(), parent=mine)
    moment = reply.published_at.replace(month=1, day=15, hour=12, minute=34)
    Comment.objects.update(published_at=moment, created=moment)
    path = f"{mine.post.get_absolute_url()}?v={NEWER}"
    before = Client().get(path).content
    assert "at 07:34" in browser.get("/comments/replies/").text
    assert choose(browser, "Asia/Kolkata")["Location"] == f"{PATH}?changed="
    assert "at 18:04" in browser.get("/comments/replies/").text
    assert "Asia/Kolkata" in browser.get("/accounts/").text
    assert browser.get(path).content == before == Client().get(path).content
    choose(browser, "")
    assert "at 07:34" in browser.get("/comments/replies/").text


def test_mail_to_an_account_tells_its_time_and_other_mail_the_blogs(browser):
    Blog.objects.update(time_zone="Pacific/Pago_Pago")  # 25 hours behind Kiritimati
    choose(browser, "Pacific/Kiritimati")
    comment = a_comment(a_post(), by=bob())
    for person, email in ((Person.objects.of(alice()), alice().email), ("rosa", "r@mail.example")):
        report = a_report(comment, person, email=email)
        (message,) = messages_about("report_receipt", report.pk)
        mail = KINDS[message.kind](message)
        zone = "Pacific/Kiritimati" if email == alice().email else "Pacific/Pago_Pago"
        assert day(report.created.astimezone(ZoneInfo(zone)).date()) in mail.body


@pytest.mark.parametrize("name", ["Mars/Phobos", "../../etc/passwd", "\x00", "x" * 500])
def test_a_time_zone_that_does_not_exist_is_refused(browser, name):
    assert choose(browser, name).status_code == 400
    assert User.objects.get(pk=alice().pk).time_zone == ""


def test_a_stranger_chooses_none(browser):
    assert choose(Client(), "Asia/Kolkata")["Location"].startswith("/accounts/login/")
