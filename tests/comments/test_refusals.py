"""Whether a post or a branch takes comments is decided once: page, form, store agree."""

from html import escape
from uuid import uuid4

import pytest
from django.test import Client

from comments.models import Comment
from comments.rules import ScreeningRule
from moderation.models import Rule
from posts.models import Post
from tests.cast import a_comment, a_post, account, alice

pytestmark = pytest.mark.django_db

CLOSED = "Comments under this post are closed."
ACCOUNTS = "Under this post, only people with an account can comment."
BRANCH = "A moderator has closed this branch to replies."
GONE = "The comment you want to answer is no longer there."
WORDS = "Thought about for an hour."

change_of_the_moment = []


class Change(ScreeningRule):
    """A rule during which a moderator or an editor changes something."""

    code = "change"

    def check(self, draft, options, facts):
        while change_of_the_moment:
            change_of_the_moment.pop()()


def form():
    return {"name": "Wendela", "body": WORDS, "key": str(uuid4())}


def set_post(**fields):
    return lambda comment: Post.objects.filter(pk=comment.post_id).update(**fields)


CASES = {
    "closed post": (set_post(comment_mode="closed"), CLOSED),
    "accounts only": (set_post(commenters="accounts"), ACCOUNTS),
    "closed branch": (lambda comment: comment.close_branch(), BRANCH),
    "removed comment": (lambda comment: comment.remove(), GONE),
}


@pytest.fixture(params=CASES.values(), ids=CASES)
def case(request):
    return request.param


@pytest.mark.one_database
def test_the_form_and_the_post_are_refused_in_the_same_words(client, case):
    refuse, sentence = case
    comment = a_comment(a_post())
    refuse(comment)
    for path in ("reply/", "reply/form/", "reply/preview/"):
        place = f"/comments/{comment.pk}/{path}"
        opened, sent = client.get(place), client.post(place, form())
        assert opened.status_code == 404 and sentence in opened.text
        assert sentence in sent.text and escape(WORDS) in sent.text
        assert sent.status_code == (200 if "preview" in path else 400)
    assert Comment.objects.count() == 1


def test_a_refusal_inside_the_lock_says_the_same(client, settings, case):
    refuse, sentence = case
    settings.COMMENT_RULES = [*settings.COMMENT_RULES, f"{__name__}.Change"]
    comment = a_comment(a_post())
    change_of_the_moment.append(lambda: refuse(comment))
    answer = client.post(f"/comments/{comment.pk}/reply/", form())
    assert answer.status_code == 400
    assert sentence in answer.text and escape(WORDS) in answer.text
    assert Comment.objects.count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["closed post", "accounts only"])
def test_the_page_and_the_form_of_a_post_give_the_same_reason(client, name):
    refuse, sentence = CASES[name]
    comment = a_comment(a_post())
    refuse(comment)
    url = comment.post.get_absolute_url()
    assert sentence in client.get(url).text
    assert sentence in client.get(f"{url}respond/").text
    answer = client.post(f"{url}respond/", form())
    assert answer.status_code == 400 and sentence in answer.text and escape(WORDS) in answer.text


def test_an_account_can_write_where_guests_cannot():
    comment = a_comment(a_post(commenters="accounts"))
    browser = Client()
    browser.force_login(alice())
    Comment.objects.update(created=comment.created.replace(year=2020))
    assert ACCOUNTS not in browser.get(f"/comments/{comment.pk}/reply/").text
    assert browser.post(f"/comments/{comment.pk}/reply/", form()).status_code == 303


@pytest.mark.one_database
def test_a_guest_is_sent_to_sign_in_and_back_to_the_form(client):
    comment = a_comment(a_post(commenters="accounts"))
    way = f"/accounts/login/?next=%2Fcomments%2F{comment.pk}%2Freply%2F"
    place = f"/comments/{comment.pk}/reply/"
    assert way in client.get(place).text and way in client.post(place, form()).text


@pytest.mark.parametrize("name", ["comments_closed", "accounts_only"])
def test_no_screening_rule_can_open_a_closed_post(client, name):
    Rule.objects.create(code=name, state="off")
    post = a_post(comment_mode="closed", commenters="accounts")
    url = f"{post.get_absolute_url()}respond/"
    assert client.post(url, form()).status_code == 400
    title = name.replace("_", " ").capitalize()
    owner = Client()
    owner.force_login(account("olga", is_staff=True, is_superuser=True))
    page = owner.get("/admin/moderation/rule/").text
    assert "Too fast" in page and title not in page


@pytest.mark.one_database
def test_a_closed_post_is_named_before_any_rate_limit(client):
    post = a_post()
    url = f"{post.get_absolute_url()}respond/"
    assert client.post(url, form()).status_code == 303
    Post.objects.update(comment_mode="closed")
    answer = client.post(url, form())
    assert answer.status_code == 400 and CLOSED in answer.text and "fast" not in answer.text
