"""Signing in within the frame: by a token of the page around it, or by a code of our window."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.limits import SIGN_IN, SITE_TOKEN
from accounts.models import EarlierName, Person, User
from accounts.privacy import end_old_data
from blogsite.models import FrameCode, SiteReader, UsedToken
from blogsite.models.frame_code import sha256
from comments.models import Comment
from tests.blogsite.site_tokens import ORIGIN, OURS, FromNow, a_key, a_token, unsigned
from tests.cast import a_post, alice, bob, mona

pytestmark = pytest.mark.django_db

BY_TOKEN, BY_CODE, SIGN_OUT = "/embed/sign-in/token/", "/embed/sign-in/code/", "/embed/sign-out/"
WINDOW = "/accounts/window/"
NONCE = "0123456789abcdef" * 4
CHALLENGE = sha256(NONCE)


@pytest.fixture(autouse=True)
def nobody_was_too_quick():
    cache.clear()


def a_frame(origin=OURS):
    """Return a browser in the frame, whose requests say that a page of this origin sends them."""
    return Client(headers={"Origin": origin})


def show(frame, token, page=ORIGIN):
    return frame.post(BY_TOKEN, {"token": token, "page": page})


def who(client, path="/embed/me/"):
    """Return as whom a browser is signed in there, or ""."""
    match = re.search(r"Signed in as\s*(?:<strong>)?([^<]+)", client.get(path).text)
    return match[1].strip() if match else ""


def test_a_reader_of_the_site_is_signed_in_in_the_frame_and_nowhere_else():
    frame, key, post = a_frame(), a_key(), a_post()
    answer = show(frame, a_token(key))
    assert answer.json() == {"is_new": True} and "no-store" in answer["Cache-Control"]
    assert all("Partitioned" in cookie.OutputString() for cookie in answer.cookies.values())
    assert who(frame) == "Nora" and who(frame, "/me/") == ""
    frame.post(
        f"/embed{post.get_absolute_url()}respond/", {"body": "It is I.", "key": str(uuid4())}
    )
    comment = Comment.objects.get()
    assert comment.name == "Nora" and comment.author.user == User.objects.get(display_name="Nora")
    assert frame.get("/admin/").status_code == 302


def test_the_next_page_brings_another_token_or_the_same_and_the_session_stays():
    frame, key = a_frame(), a_key()
    token = a_token(key)
    show(frame, token)
    session = Session.objects.get().pk
    for again in (token, a_token(key)):
        assert show(frame, again).json() == {"is_new": False}
    assert Session.objects.get().pk == session
    assert show(frame, a_token(key, sub="18", name="Nele")).json() == {"is_new": True}
    assert who(frame) == "Nele"
    assert show(a_frame(), token).status_code == 403


FORGED = {
    "none": lambda key: unsigned({"alg": "none"}),
    "signature": lambda key: a_token("another secret of thirty-two bytes"),
    "another site's": lambda key: a_token(a_key("https://other.example")),
    "audience": lambda key: a_token(key, aud="https://other.example"),
    "expired": lambda key: a_token(key, exp=FromNow(-60)),
    "an hour": lambda key: a_token(key, exp=FromNow(3_600)),
    "no id": lambda key: a_token(key, jti=None),
    "kinds": lambda key: a_token(key, sub={"x": 1}),
    "100 kB": lambda key: a_token(key, name="x" * 75_000),
    "nothing": lambda key: "",
    "NUL": lambda key: "\0.\0.\0",
}


@pytest.mark.one_database
@pytest.mark.parametrize("forged", FORGED)
def test_a_token_that_is_wrong_is_a_problem_and_stores_nothing(forged):
    frame, token = a_frame(), FORGED[forged](a_key())
    accounts = User.objects.count()  # each site has one
    answer = show(frame, token)
    assert answer.status_code == 403 and answer["Content-Type"] == "application/problem+json"
    assert len(answer.json()["detail"]) > 20 and not answer.cookies
    assert User.objects.count() == accounts
    for model in (SiteReader, UsedToken, Session, EarlierName):
        assert not model.objects.exists()


@pytest.mark.one_database
def test_a_token_is_taken_from_its_own_site_by_post_of_our_page_alone():
    token = a_token(a_key())
    assert "another site" in show(a_frame(), token, "https://other.example").json()["detail"]
    for origin in ("https://www.paper.example", "null", "https://evil.example"):
        assert show(a_frame(origin), token).status_code == 403
    frame = a_frame()
    for path in (BY_TOKEN, BY_CODE, SIGN_OUT):
        assert frame.get(f"{path}?token={token}").status_code == 405
    assert not UsedToken.objects.exists() and show(frame, token, "").status_code == 200


def test_tries_with_bad_tokens_are_limited_and_keep_no_reader_out(long_window):
    key = a_key()
    for _ in range(SITE_TOKEN.per_network - 1):
        SITE_TOKEN.check(ip="127.0.0.1")
    assert show(a_frame(), "a.b.c").status_code == 403
    refused = show(a_frame(), "a.b.c")
    assert refused.status_code == 429 and "too often" in refused.json()["detail"]
    assert int(refused["Retry-After"]) > 0
    assert show(a_frame(), a_token(key)).status_code == 200
    for _ in range(SITE_TOKEN.per_person - 1):
        SITE_TOKEN.check(person=f"{ORIGIN} 17", signed_in=True)
    assert show(a_frame(), a_token(key)).status_code == 429
    assert show(a_frame(), a_token(key, sub="18")).status_code == 200


@pytest.mark.one_database
def test_signing_out_of_the_frame_ends_its_session_and_no_other():
    frame, key = a_frame(), a_key()
    show(frame, a_token(key))
    answer = frame.post(SIGN_OUT, {"next": "/embed/?url=x"})
    assert (answer.status_code, answer["Location"]) == (303, "/embed/?url=x")
    assert who(frame) == "" and not Session.objects.exists()
    for place in ("https://evil.example/", "//evil.example", "/embed/\\evil", "/admin/", ""):
        assert frame.post(SIGN_OUT, {"next": place})["Location"].startswith("/embed/")


def test_a_guest_of_the_frame_is_joined_to_the_account_after_a_question():
    frame, post = a_frame(), a_post()
    respond = f"/embed{post.get_absolute_url()}respond/"
    frame.post(respond, {"body": "It is I.", "name": "Nora", "key": str(uuid4())})
    guest, comment = Person.objects.guests().get(), Comment.objects.get()
    question = "Written without an account"
    assert question not in frame.get("/embed/me/").text
    show(frame, a_token(a_key()))
    assert question in frame.get("/embed/me/").text
    form = frame.get("/embed/guest/?next=/embed/me/").text
    assert "has written as “Nora”" in form and 'action="/embed/guest/"' in form
    answer = {"guest": guest.pk, "answer": "yes", "next": "/embed/me/"}
    assert a_frame("https://evil.example").post("/embed/guest/", answer).status_code == 403
    user = SiteReader.objects.get().user
    assert not comment.is_by(Person.objects.of(user))
    joined = frame.post("/embed/guest/", answer)
    assert joined["Location"] == "/embed/me/" and "soundoff_frame_guest" in joined.cookies
    assert comment.is_by(Person.objects.of(user))
    assert question not in frame.get("/embed/me/").text


# The window


def opened(client, challenge=CHALLENGE):
    return client.post(WINDOW, {"challenge": challenge, "next": "/embed/?url=x"})


def code_for(user) -> str:
    client = Client()
    client.force_login(user)
    return re.search(r'data-code="([\w-]+)"', opened(client).text)[1]


def trade(frame, code, nonce=NONCE):
    return frame.post(BY_CODE, {"code": code, "nonce": nonce})


def test_somebody_with_an_account_signs_in_by_the_code_of_the_window():
    frame = a_frame()
    assert trade(frame, code_for(bob())).json() == {"is_new": True}
    assert who(frame) == "Bob" and who(frame, "/me/") == ""
    assert show(frame, a_token(a_key())).json() == {"is_new": False} and who(frame) == "Bob"


@pytest.mark.one_database
def test_the_window_makes_a_code_by_its_button_alone(client):
    page = client.get(WINDOW, {"challenge": CHALLENGE})
    assert "/accounts/login/?next=/accounts/window/" in page.text
    assert opened(client).status_code == 400
    client.force_login(bob())
    page = client.get(WINDOW, {"challenge": CHALLENGE, "next": "/embed/?url=x"})
    assert "Sign in there as Bob" in page.text and 'data-code=""' in page.text
    for challenge in ("", "x", CHALLENGE.upper(), CHALLENGE + "\n"):
        assert opened(client, challenge).status_code == 400
    assert not FrameCode.objects.exists()
    for place in ("https://evil.example/", "//evil.example", "/admin/", "/embed/\\x"):
        page = client.post(WINDOW, {"challenge": CHALLENGE, "next": place})
        assert 'data-place=""' in page.text and "evil" not in page.text
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bob())
    assert opened(strict).status_code == 403


@pytest.mark.one_database
def test_the_window_alone_stays_tied_to_the_page_that_has_opened_it(client):
    name = "Cross-Origin-Opener-Policy"
    assert client.get(WINDOW)[name] == "unsafe-none"
    for path in ("/", "/accounts/login/", "/accounts/signup/", "/embed/?url=x", "/admin/login/"):
        assert client.get(path)[name] == "same-origin", path


def test_a_code_works_once_within_two_minutes_and_in_its_own_frame_alone():
    code = code_for(bob())
    assert trade(a_frame("https://evil.example"), code).status_code == 403
    frame = a_frame()
    assert trade(frame, code).status_code == 200
    wrong = {"used": (code, NONCE), "another frame's": (code_for(bob()), NONCE[::-1])}
    wrong |= {"nothing": ("", ""), "NUL": ("\0", "\0"), "long": ("x" * 100_000, NONCE)}
    late = code_for(bob())
    FrameCode.objects.filter(digest=sha256(late)).update(expires=timezone.now())
    wrong["late"] = (late, NONCE)
    blocked = code_for(alice())
    User.objects.filter(pk=alice().pk).update(is_active=False)
    wrong["blocked"] = (blocked, NONCE)
    for name, (sent, nonce) in wrong.items():
        stranger = a_frame()
        answer = trade(stranger, sent, nonce)
        assert answer.status_code == 403 and "Sign in once more" in answer.json()["detail"], name
        assert who(stranger) == ""
    assert not FrameCode.objects.exists()  # a wrong try uses it up, too


@pytest.mark.one_database
def test_tries_with_wrong_codes_are_limited(long_window):
    for _ in range(SIGN_IN.per_network):
        SIGN_IN.check(ip="127.0.0.1")
    assert trade(a_frame(), "x").status_code == 429


def test_an_account_sees_the_session_of_a_frame_and_ends_it(client):
    user, frame = bob(), a_frame()
    client.force_login(user)
    trade(frame, code_for(user))
    page = client.get("/accounts/sessions/")
    assert "In a conversation in a page of another site" in page.text
    (row,) = [each for each in UserSession.objects.filter(user=user) if each.data]
    client.post("/accounts/sessions/", {"session": row.pk})
    assert who(frame) == ""


@pytest.mark.parametrize("ending", ["others", "password", "erase"])
def test_whatever_ends_the_sessions_of_an_account_ends_those_of_frames(client, ending):
    user, frame = bob(), a_frame()
    client.force_login(user)
    trade(frame, code_for(user))
    assert who(frame) == "Bob"
    if ending == "others":
        client.post("/accounts/sessions/", {"session": "others"})
    elif ending == "password":
        user.set_password("another long password")
        user.save()
    else:
        user.erase()
    assert who(frame) == ""


@pytest.mark.one_database
def test_a_session_of_a_frame_is_of_no_use_outside_of_it():
    frame = a_frame()
    trade(frame, code_for(mona()))
    other = Client()
    other.cookies["sessionid"] = frame.cookies["soundoff_frame_session"].value
    assert other.get("/admin/").status_code == 302 and who(other, "/me/") == ""
    top = Client()
    top.force_login(mona())
    frame = a_frame()
    frame.cookies["soundoff_frame_session"] = top.cookies["sessionid"].value
    frame.cookies["sessionid"] = top.cookies["sessionid"].value
    assert who(frame) == ""


def test_codes_that_nobody_used_are_deleted_after_their_time():
    code_for(bob())
    FrameCode.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert dict(end_old_data())["Codes for signing in in frames dropped"] == 1
