"""Two tabs of one person, of which one signs in or out: nothing is lost, and each says why."""

import re

import pytest

from blogsite.pagecache.store import pages
from comments.models import Comment, Recommendation
from tests.browser_thread import expect
from tests.cast import a_comment, a_post, alice, bob

WORDS = "The dahlias went on the ninth."


@pytest.fixture
def parent(transactional_db):
    pages.clear()
    return a_comment(a_post(title="What the frost took"), "On the eighth.", by=alice())


@pytest.fixture
def place(live_server, parent):
    return live_server.url + parent.post.get_absolute_url()


@pytest.fixture
def other(page):
    return page.context.new_page()


def sign_in(page, live_server, place="/archive/"):
    bob()
    page.goto(f"{live_server.url}/accounts/login/?next={place}")
    page.get_by_label("E-mail").fill("bob@soundoff.example")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Signed in as Bob").first).to_be_visible()


def sign_out(page, live_server):
    page.goto(f"{live_server.url}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()


def begin_reply(page, place):
    page.goto(place)
    page.get_by_role("link", name="Reply to Alice").click()
    page.get_by_label("Comment", exact=True).fill(WORDS)


def send(page):
    page.get_by_role("button", name="Send").click()


def test_a_form_that_was_open_while_one_signed_in_elsewhere_keeps_its_text(
    page, other, live_server, place, parent
):
    begin_reply(page, place)
    page.get_by_label("Name").fill("Wendela")
    sign_in(other, live_server)
    send(page)
    expect(page.get_by_role("alert").first).to_contain_text("You have signed in as Bob meanwhile")
    expect(page.get_by_label("Comment", exact=True)).to_have_value(WORDS)
    send(page)
    page.wait_for_url(re.compile("#comment-"))
    reply = Comment.objects.get(parent=parent)
    assert (reply.body, reply.name, reply.author.user) == (WORDS, "Bob", bob())


def test_a_form_that_was_open_while_one_signed_out_elsewhere_keeps_its_text(
    page, other, live_server, place, parent
):
    sign_in(other, live_server)
    begin_reply(page, place)
    sign_out(other, live_server)
    send(page)
    expect(page.get_by_text("You were signed out meanwhile")).to_be_visible()
    expect(page.get_by_label("Comment", exact=True)).to_have_value(WORDS)
    page.get_by_label("Name").fill("Wendela")
    send(page)
    page.wait_for_url(re.compile("#comment-"))
    reply = Comment.objects.get(parent=parent)
    assert (reply.body, reply.name, reply.author.user) == (WORDS, "Wendela", None)


def test_two_tabs_of_one_person_recommend_a_comment_once(page, other, live_server, place, parent):
    for tab in (page, other):
        tab.goto(place)
    for tab in (page, other):
        button = tab.get_by_role("button", name="Recommend")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(other.get_by_role("button", name="Recommend")).to_have_text("Recommend (1)")
    sign_in(other, live_server)
    other.get_by_role("button", name="Yes").click()
    expect(other).to_have_url(f"{live_server.url}/archive/")
    page.get_by_role("button", name="Recommend").click()
    expect(page.get_by_text("Yours is one of them.")).to_be_visible()
    page.get_by_role("button", name="Take your recommendation back").click()
    page.wait_for_url(re.compile("#comment-"))
    assert not Recommendation.objects.exists()
