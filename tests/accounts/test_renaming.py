"""People change the name of their account, now and then; moderators see the earlier ones."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import EarlierName, User
from tests.cast import a_comment, a_post, alice, bob, mona

pytestmark = pytest.mark.django_db

PATH = "/accounts/name/"


@pytest.fixture
def browser():
    browser = Client()
    browser.force_login(alice())
    return browser


def rename(browser, name):
    return browser.post(PATH, {"display_name": name})


def name_of(user):
    return User.objects.get(pk=user.pk).display_name


def test_a_new_name_signs_what_is_written_from_then_on(browser):
    comment = a_comment(a_post())
    assert rename(browser, " Alicia ")["Location"] == f"{PATH}?changed="
    assert name_of(alice()) == "Alicia" and "Alicia" in browser.get("/accounts/").text
    comment.refresh_from_db()
    assert comment.name == "Alice"


@pytest.mark.parametrize(
    "name", ["", "​", "Moderator", "Mona", "Mоna", "Reply", "alice@mail.example", "x" * 61]
)
def test_a_name_that_nobody_may_have_is_refused_and_comes_back(browser, name):
    mona()
    response = rename(browser, name)
    assert response.status_code == 400 and name_of(alice()) == "Alice"
    assert not EarlierName.objects.exists()


def test_staff_may_be_called_like_staff(browser):
    user = mona()
    browser.force_login(user)
    assert rename(browser, "Mona B.").status_code == 302
    assert name_of(user) == "Mona B."


def test_a_name_is_changed_twice_a_month_at_most(browser):
    assert rename(browser, "Alicia").status_code == 302
    assert rename(browser, "Alicia").status_code == 302  # no change
    assert rename(browser, "Ally").status_code == 302
    response = rename(browser, "Al")
    assert response.status_code == 400 and "You can again on" in response.text
    EarlierName.objects.update(until=timezone.now() - timedelta(days=30, minutes=1))
    assert rename(browser, "Al").status_code == 302


def test_moderators_see_on_the_card_what_an_account_was_called_before(browser):
    comment = a_comment(a_post(), status="held")
    rename(browser, "Alicia")
    desk = Client()
    desk.force_login(mona())
    text = desk.get(f"/admin/moderation/heldcomment/{comment.pk}/change/").text
    assert "The account was called:" in text and "<bdi>Alice</bdi> until" in text


def test_a_stranger_changes_no_name_and_reading_changes_none(browser):
    assert rename(Client(), "Alicia")["Location"].startswith("/accounts/login/")
    browser.get(f"{PATH}?display_name=Alicia")
    assert name_of(alice()) == "Alice" and name_of(bob()) == "Bob"


def test_an_account_that_was_closed_meanwhile_gets_no_name():
    as_it_was = User.objects.get(pk=alice().pk)
    User.objects.get(pk=alice().pk).erase()
    EarlierName.objects.rename(as_it_was, "Alicia")
    assert name_of(as_it_was) == "A former reader" and not EarlierName.objects.exists()
