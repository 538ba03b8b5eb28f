"""The list of browsers in which an account is signed in, and how these sessions end."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.privacy import end_old_data
from accounts.sessions import in_words
from tests.cast import alice, bob

pytestmark = pytest.mark.django_db

PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(autouse=True)
def no_earlier_counts(db):
    cache.clear()


def browser_of(user, user_agent=FIREFOX, ip="203.0.113.9"):
    browser = Client(headers={"User-Agent": user_agent}, REMOTE_ADDR=ip)
    browser.post("/accounts/login/", {"login": user.username, "password": "a long password"})
    return browser


def is_signed_in(browser):
    return "Signed in as" in browser.get("/me/").text


def row_of(browser):
    return UserSession.objects.get(session_key=browser.cookies["sessionid"].value)


def test_a_blocked_account_is_signed_out_everywhere_at_once():
    browser = browser_of(alice())
    assert is_signed_in(browser)
    User.objects.filter(pk=alice().pk).update(is_active=False)
    assert not is_signed_in(browser)


def test_an_account_sees_its_browsers_in_words_and_which_is_this_one():
    browser, _, _ = browser_of(alice()), browser_of(alice(), PHONE), browser_of(bob(), "Lynx/2.9")
    page = browser.get(PAGE)
    assert "Firefox on Windows</strong>, this one" in page.text
    assert "Safari on iPhone</strong><br>" in page.text and "From the IP address 203" in page.text
    assert "unknown browser" not in page.text


def test_ending_one_session_leaves_the_others_open():
    browser, lost, third = (browser_of(alice(), agent) for agent in (FIREFOX, PHONE, PHONE))
    answer = browser.post(PAGE, {"session": row_of(lost).pk})
    assert "Signed out there." in browser.get(answer["Location"]).text
    assert not is_signed_in(lost)
    assert is_signed_in(browser) and is_signed_in(third)


def test_ending_all_others_ends_those_that_are_not_listed_too():
    browser, lost, unlisted = (browser_of(alice()) for _ in range(3))
    row_of(unlisted).delete()
    before = browser.cookies["sessionid"].value
    browser.post(PAGE, {"session": "others"})
    assert is_signed_in(browser) and browser.cookies["sessionid"].value != before
    assert not is_signed_in(lost) and not is_signed_in(unlisted)
    assert browser.get(PAGE).text.count("Firefox on Windows") == 1


@pytest.mark.one_database
@pytest.mark.parametrize("which", ["", "x", "²", "9" * 30, "-1", "bob"])
def test_a_forged_form_ends_no_session_of_anybody(which):
    browser, other = browser_of(alice()), browser_of(bob())
    sent = {"session": row_of(other).pk if which == "bob" else which}
    assert browser.post(PAGE, sent).status_code == 302
    assert is_signed_in(browser) and is_signed_in(other)


def test_a_changed_password_leaves_only_this_browser_in_the_list():
    browser, other = browser_of(alice()), browser_of(alice(), PHONE)
    sent = {"oldpassword": "a long password", "password1": "quite another one"}
    browser.post("/accounts/password/change/", sent)
    page = browser.get(PAGE).text
    assert page.count(", this one") == 1 and "iPhone" not in page and not is_signed_in(other)


def test_an_act_is_noted_once_an_hour_and_reading_never():
    browser = browser_of(alice())
    moments = [timezone.now() - timedelta(minutes=minutes) for minutes in (50, 70)]
    for moment in moments:
        UserSession.objects.update(last_seen_at=moment)
        browser.get("/me/")
        assert UserSession.objects.get().last_seen_at == moment
        browser.post(PAGE)
        assert (UserSession.objects.get().last_seen_at > moment) == (moment == moments[1])


def test_a_session_from_before_is_listed_with_its_next_act():
    browser = browser_of(alice())
    UserSession.objects.all().delete()
    assert ", this one" not in Client().get(PAGE).text
    browser.post(PAGE)
    assert ", this one" in browser.get(PAGE).text


def test_the_browsers_of_ended_sessions_are_forgotten():
    browser, other = browser_of(alice()), browser_of(bob())
    ended = Session.objects.filter(session_key=other.cookies["sessionid"].value)
    ended.update(expire_date=timezone.now())
    assert dict(end_old_data())["Browsers of ended sessions dropped"] == 1
    assert UserSession.objects.get() == row_of(browser)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        ("<b>Lynx</b>", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(user_agent, words):
    assert in_words(user_agent) == words


def test_a_browser_without_a_known_ip_address_is_listed():
    browser = browser_of(alice(), ip="")
    assert "From the IP address" not in browser.get(PAGE).text
    assert ", this one" in browser.get(PAGE).text
