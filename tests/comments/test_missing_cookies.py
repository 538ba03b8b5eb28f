"""A browser without cookies reads why its form is refused."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from comments.models import Comment
from moderation.models import Report
from tests.cast import a_comment, a_post

pytestmark = pytest.mark.one_database

WORDS = "Thought about for an hour."


@pytest.fixture
def visitor(db):
    return Client(enforce_csrf_checks=True)


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def form(**fields):
    return {"name": "Ana", "email": "", "body": WORDS, "key": str(uuid4())} | fields


def without_cookies(visitor, url, sent):
    """Open the form, forget its cookie as a browser that blocks them does, and send it."""
    sent["csrfmiddlewaretoken"] = token_in(visitor.get(url).text)
    visitor.cookies.clear()
    answer = visitor.post(url, sent)
    visitor.cookies.clear()
    return answer


@pytest.mark.parametrize("partial", ["", "form/"])
def test_a_form_refused_without_cookies_says_they_are_needed(visitor, partial):
    comment = a_comment(a_post())
    for url in (f"{comment.post.get_absolute_url()}respond/", f"/comments/{comment.pk}/reply/"):
        for _ in range(3):
            answer = without_cookies(visitor, f"{url}{partial}", form())
            assert answer.status_code == 403
            assert "Allow cookies for this site" in answer.text
            assert "expired" not in answer.text and WORDS in answer.text
    assert Comment.objects.count() == 1


def test_the_returned_form_is_accepted_once_cookies_are_allowed(visitor):
    url = f"{a_post().get_absolute_url()}respond/"
    page = without_cookies(visitor, url, form()).text
    visitor.get(url)
    sent = {
        name: unescape(value)
        for name, value in re.findall(r'name="(name|key)"[^>]*? value="([^"]*)"', page)
    }
    sent["csrfmiddlewaretoken"] = token_in(visitor.get(url).text)
    assert visitor.post(url, sent | {"body": WORDS}).status_code == 303


def test_a_report_without_cookies_says_so_and_returns_its_note(visitor):
    url = f"/comments/{a_comment(a_post()).pk}/report/"
    answer = without_cookies(visitor, url, {"reason": "harassment", "note": WORDS})
    assert answer.status_code == 403 and not Report.objects.exists()
    assert "Allow cookies for this site" in answer.text and WORDS in answer.text


def test_a_sign_in_without_cookies_says_that_they_are_needed(visitor):
    sent = {"username": "alice", "login": "alice", "password": "a long password"}
    answer = without_cookies(visitor, "/accounts/login/", sent)
    assert answer.status_code == 403 and "Allow cookies for this site" in answer.text
    assert "expired" not in answer.text and "a long password" not in answer.text


def test_an_old_form_of_a_browser_with_cookies_is_called_old(visitor):
    url = f"{a_post().get_absolute_url()}respond/"
    visitor.get(url)
    answer = visitor.post(url, form(csrfmiddlewaretoken="x" * 64))
    assert answer.status_code == 403
    assert "expired" in answer.text and "cookie" not in answer.text and WORDS in answer.text
