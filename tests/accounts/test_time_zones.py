"""The pages of an account tell the time in its own time zone; others tell the blog's."""

import pytest
from django.test import Client

from accounts.models import User
from comments.models import Comment
from posts.models import Blog
from tests.cast import NEWER, a_comment, a_post, alice, bob

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


@pytest.mark.parametrize("name", ["Mars/Phobos", "../../etc/passwd", "\x00", "x" * 500])
def test_a_time_zone_that_does_not_exist_is_refused(browser, name):
    assert choose(browser, name).status_code == 400
    assert User.objects.get(pk=alice().pk).time_zone == ""


def test_a_stranger_chooses_none(browser):
    assert choose(Client(), "Asia/Kolkata")["Location"].startswith("/accounts/login/")
