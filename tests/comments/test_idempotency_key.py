"""A form that is sent twice makes one comment, and both responses lead to it."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from comments.models import Comment
from comments.rules import ScreeningRule
from comments.status_links import status_path
from posts.models import Post
from tests.cast import a_comment, a_post, alice

pytestmark = pytest.mark.django_db(transaction=True)

meanwhile = []  # what other requests do while the next draft is screened


class Interruption(ScreeningRule):
    """A rule during which other requests come in and are answered."""

    code = "interruption"

    def check(self, draft, options, facts):
        acts = meanwhile.copy()
        meanwhile.clear()  # the other requests are screened too
        with ThreadPoolExecutor(1) as pool:
            list(pool.map(_run, acts))


def _run(act):
    try:
        act()
    finally:
        connections.close_all()


RULE = f"{__name__}.Interruption"


def form(**fields):
    return {"name": "Wendela", "body": "Frost on the ninth.", "key": str(uuid4())} | fields


def signed_in():
    browser = Client()
    browser.force_login(alice())
    return browser


def rules_with(settings, place):
    """Let the other requests come in before the first rule is asked, or after the last."""
    rules = settings.COMMENT_RULES
    settings.COMMENT_RULES = [RULE, *rules] if place == "before" else [*rules, RULE]


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("browser", [Client, signed_in], ids=["guest", "account"])
def test_a_form_stored_while_its_copy_is_screened_answers_both(settings, place, browser):
    rules_with(settings, place)
    url = f"{a_post().get_absolute_url()}respond/"
    sent, answers = form(), []
    first, second = browser(), browser()
    meanwhile.append(lambda: answers.append(first.post(url, sent)))
    answers.append(second.post(url, sent))
    assert [answer.status_code for answer in answers] == [303, 303]
    mark = f"#comment-{Comment.objects.get().pk}"
    assert all(answer["Location"].endswith(mark) for answer in answers)


@pytest.mark.parametrize("place", ["before", "after"])
def test_both_copies_are_answered_if_the_post_closed_between(settings, place):
    rules_with(settings, place)
    post = a_post()
    url = f"{post.get_absolute_url()}respond/"
    sent, answers = form(), []
    meanwhile.append(lambda: answers.append(Client().post(url, sent)))
    meanwhile.append(lambda: Post.objects.filter(pk=post.pk).update(comment_mode="closed"))
    answers.append(Client().post(url, sent))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Comment.objects.count() == 1


def test_a_held_form_sent_twice_redirects_to_its_status_twice(settings):
    rules_with(settings, "before")
    url = f"{a_post().get_absolute_url()}respond/"
    first, second, stranger = Client(), Client(), Client()
    first.get(url)
    second.cookies.load({"csrftoken": first.cookies["csrftoken"].value})  # one browser
    stranger.get(url)
    sent, answers = form(body="See https://a.example/ and https://b.example/ too."), []
    meanwhile.append(lambda: answers.append(first.post(url, sent)))
    answers.append(second.post(url, sent))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert all(answer["Location"].startswith("/status/") for answer in answers)
    cookies = {answer.cookies["soundoff_guest"].value for answer in answers}
    assert len(cookies) == 1, "both make the browser known as the author"
    other = stranger.post(url, sent)
    assert other.status_code == 409 and "soundoff_guest" not in other.cookies


@pytest.mark.parametrize("round_", range(5))
@pytest.mark.parametrize("browser", [Client, signed_in], ids=["guest", "account"])
def test_a_double_click_on_send_redirects_both_to_the_comment(browser, round_):
    parent = a_comment(a_post(), by=None, name="Ignace")
    Comment.objects.update(created=parent.created.replace(year=2020))
    url, sent = f"/comments/{parent.pk}/reply/", form()

    def send(client):
        try:
            return client.post(url, sent)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, [browser(), browser()]))
    assert [answer.status_code for answer in answers] == [303, 303]
    reply = Comment.objects.get(parent=parent)
    assert {answer["Location"].rpartition("#")[2] for answer in answers} == {f"comment-{reply.pk}"}


def test_an_addition_sent_by_a_double_click_is_added_once():
    comment = a_comment(a_post())
    a_comment(comment.post, parent=comment)
    url, sent = status_path(comment), {"action": "add", "body": "And the tenth."}

    def send(client):
        try:
            return client.post(url, sent)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, [Client(), Client()]))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert comment.additions.count() == 1


def test_a_form_stored_before_is_answered_despite_the_limits():
    url = f"{a_post().get_absolute_url()}respond/"
    browser, sent = Client(), form()
    assert browser.post(url, sent).status_code == 303
    assert browser.post(url, form(body="More.")).status_code == 429, "limits are on"
    assert browser.post(url, sent).status_code == 303
