"""The frame in pages of other sites: whose form is taken, and which cookies count."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.guests import GUEST_COOKIE, HINT_COOKIE
from blogsite.embed.cookies import NAMES, read_cookies, write_cookies
from comments.models import Comment, Recommendation
from moderation.models import Report
from tests.cast import a_comment, a_post, bob

pytestmark = pytest.mark.django_db

OURS = "http://testserver"
FRAME_GUEST, FRAME_HINT = NAMES[GUEST_COOKIE], NAMES[HINT_COOKIE]


@pytest.fixture
def post():
    return a_post()


@pytest.fixture
def frame():
    """A browser in the frame, of which only the Origin is believed."""
    return Client(enforce_csrf_checks=True)


def framed(post):
    return f"/embed{post.get_absolute_url()}"


def send(client, path, origin=OURS, **fields):
    headers = {} if origin is None else {"Origin": origin}
    return client.post(path, fields, headers=headers)


def respond(client, post, body="From another page.", **kwargs):
    fields = {"name": "Wendela", "body": body, "key": str(uuid4())}
    return send(client, f"{framed(post)}respond/", **fields | kwargs)


def test_a_guest_in_the_frame_writes_is_known_and_stays_in_it(frame, post):
    answer = respond(frame, post)
    comment = Comment.objects.get()
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{framed(post)}?v=")
    page = frame.get(answer["Location"]).content.decode()
    assert f'href="/embed/comments/{comment.pk}/reply/"' in page
    own = frame.get(f"/embed/me/?post={post.pk}").content.decode()
    assert f'href="/embed/comments/{comment.pk}/edit/"' in own
    edited = send(frame, f"/embed/comments/{comment.pk}/edit/", body="Better words.", action="edit")
    assert edited["Location"].startswith(f"{framed(post)}?v=")
    comment.refresh_from_db()
    assert comment.body == "Better words."


@pytest.mark.one_database
def test_cookies_of_the_frame_come_back_in_a_frame_alone(frame, post):
    cookies = respond(frame, post).cookies
    assert set(cookies) == {FRAME_GUEST, FRAME_HINT}
    for cookie in cookies.values():
        header = cookie.OutputString()
        assert "Path=/embed/; SameSite=None; Secure; Partitioned" in header
    assert cookies[FRAME_GUEST]["httponly"] and not cookies[FRAME_HINT]["httponly"]


def test_reading_and_opening_forms_in_the_frame_sets_no_cookie(frame, post):
    comment = a_comment(post)
    below = f"/embed/comments/{comment.pk}"
    paths = [framed(post), f"{framed(post)}respond/", f"/embed/me/?post={post.pk}"]
    paths += [f"{below}/{form}/" for form in ("thread", "reply", "report", "recommend", "hide")]
    for path in [*paths, "/embed/comments/mine/", "/embed/nowhere/", "/embed/guest/data/"]:
        assert not frame.get(path).cookies, path
    assert frame.get("/embed/guest/data/").status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "https://testserver", ""])
def test_what_another_site_sends_to_the_frame_is_not_taken(frame, post, origin):
    comment = a_comment(post)
    refused = respond(frame, post, "Sent by somebody else.", origin=origin)
    assert refused.status_code == 403
    assert "Sent by somebody else." in refused.content.decode()  # it goes back
    for form in ("recommend", "report", "edit", "withdraw", "hide"):
        answer = send(frame, f"/embed/comments/{comment.pk}/{form}/", origin, hide="yes")
        assert answer.status_code == 403, form
    assert not refused.cookies
    assert (Comment.objects.count(), Report.objects.count()) == (1, 0)
    assert not Recommendation.objects.exists()


@pytest.mark.one_database
def test_a_browser_that_says_that_another_site_sends_is_believed(frame, post):
    path = f"{framed(post)}respond/"
    headers = {"Origin": OURS, "Sec-Fetch-Site": "cross-site"}
    assert frame.post(path, {"body": "Hello"}, headers=headers).status_code == 403
    headers["Sec-Fetch-Site"] = "same-origin"
    assert frame.post(path, {"body": "Hello"}, headers=headers).status_code == 400  # no name


@pytest.mark.one_database
def test_cookies_of_our_own_pages_count_nothing_in_the_frame(client, post):
    path = post.get_absolute_url()
    client.post(f"{path}respond/", {"name": "Wendela", "body": "Here.", "key": str(uuid4())})
    comment = Comment.objects.get()
    assert "/edit/" in client.get(f"/me/?post={post.pk}").content.decode()
    own = client.cookies[GUEST_COOKIE].value
    client.force_login(bob())
    session = client.cookies["sessionid"].value
    for cookies in ({}, {FRAME_GUEST: own, NAMES["sessionid"]: session}):
        client.cookies.load(cookies)
        piece = client.get(f"/embed/me/?post={post.pk}").content.decode()
        assert "/edit/" not in piece and "Bob" not in piece
        edit = f"/embed/comments/{comment.pk}/edit/"
        assert send(client, edit, body="Not theirs.", action="edit").status_code == 403


@pytest.mark.one_database
def test_cookies_of_the_frame_count_nothing_on_our_own_pages(frame, post):
    respond(frame, post)
    value = frame.cookies[FRAME_GUEST].value
    assert "/edit/" not in frame.get(f"/me/?post={post.pk}").content.decode()
    frame.cookies[GUEST_COOKIE] = value
    assert "/edit/" not in frame.get(f"/me/?post={post.pk}").content.decode()


@pytest.mark.one_database
def test_a_session_that_begins_in_the_frame_has_a_cookie_of_the_frame():
    response = HttpResponse()
    response.set_cookie("sessionid", "a" * 32, httponly=True, samesite="Lax", domain="a.example")
    response.set_cookie("csrftoken", "b" * 32)
    (cookie,) = write_cookies(response.cookies).values()
    header = cookie.OutputString()
    assert header.startswith("soundoff_frame_session=") and "a" * 32 not in header
    assert read_cookies({cookie.key: cookie.value}) == {"sessionid": "a" * 32}
    for forged in ("", "a" * 32, cookie.value[:-1], "\xe9"):
        assert "sessionid" not in read_cookies({cookie.key: forged})
    assert header.endswith("HttpOnly; Path=/embed/; SameSite=None; Secure; Partitioned")
    assert "domain" not in header.lower()


def test_a_report_and_a_recommendation_in_the_frame_are_of_one_guest(frame, post):
    comment = a_comment(post)
    answer = send(frame, f"/embed/comments/{comment.pk}/recommend/", recommend="yes")
    assert answer["Location"] == f"{framed(post)}#comment-{comment.pk}"
    answer = send(frame, f"/embed/comments/{comment.pk}/report/", reason="spam")
    assert answer["Location"].startswith("/embed/reports/")
    assert frame.get(answer["Location"]).status_code == 200
    assert Report.objects.get().by == Recommendation.objects.get().person


@pytest.mark.one_database
def test_the_status_page_in_the_frame_sends_its_forms_with_an_origin(frame, post):
    comment = a_comment(post, by=bob())
    from comments.status_links import status_path

    page = frame.get(f"/embed{status_path(comment)}")
    assert page["Referrer-Policy"] == "same-origin"  # with no-referrer, browsers say "null"
    answer = send(frame, f"/embed{status_path(comment)}", action="withdraw", sure="yes")
    assert answer["Location"] == f"/embed{status_path(comment)}"
    comment.refresh_from_db()
    assert comment.status == "withdrawn"
