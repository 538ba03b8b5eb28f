"""The cost of sanitizing a text, counted in calls, which every machine counts alike."""

import re
from collections import Counter
from cProfile import Profile
from html import unescape
from uuid import uuid4

import pytest

from benchmarks.fuzzing import bodies, ordinary
from comments.models import Comment
from posts.models import Post
from tests.cast import a_comment, a_post, alice, edda

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# Calls of Python and C functions in one request; what was dear before made a million and more.
MOST_CALLS = 300_000
NAMED = [
    "<script>[" + "<b a=1 ---\n<a b=[" * 281,
    "-." + "[***-." * 297,
    "![http://a.b/_*_" * 237,
    "<http://a.b>“" * 400,
    "http://" * 1_400,
    "http://\u0301" * 1_200,
    "- - - - - a\n" * 400,
    "".join("  " * (line % 5) + "- a\n" for line in range(800)),
    "``` a b\n" * 1_200,
    "<b><i><s><q><em><kbd><del><sub><sup>" + "x\n\n" * 3_000,
    "".join(f"<http://{chr(0x430 + n // 32)}{chr(0x430 + n % 32)}жд.b> " for n in range(600)),
]


class Calls(Counter):
    """Counts the calls of functions while it is entered, in all and by the name of the function."""

    def __enter__(self):
        self._profile = Profile()
        self._profile.enable()
        return self

    def __exit__(self, *error):
        self._profile.disable()
        for entry in self._profile.getstats():
            name = "of C" if isinstance(entry.code, str) else entry.code.co_qualname
            self[name] += entry.callcount


@pytest.fixture
def post_of():
    return a_post()


@pytest.fixture
def writer(client, post_of):
    client.force_login(alice())
    previewed(client, post_of, "What is made *once*: http://a.example")
    return client


def previewed(client, post, body, network=1):
    """Preview a body as somebody of a network of their own."""
    form = {"body": body, "key": str(uuid4())}
    url = f"{post.get_absolute_url()}respond/preview/"
    return client.post(url, form, REMOTE_ADDR=f"198.51.{network}.1").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("body", NAMED, ids=range(len(NAMED)))
def test_a_body_that_was_once_too_slow_stays_within_its_budget(writer, post_of, body):
    with Calls() as calls:
        previewed(writer, post_of, body)
    assert calls.total() < MOST_CALLS


@pytest.mark.slow
def test_no_mixture_of_marks_exceeds_the_budget_of_calls(writer, post_of):
    dear = []
    for number, body in enumerate(bodies(60, seed=2026)):
        with Calls() as calls:
            page = previewed(writer, post_of, body, number)
        assert 'class="preview"' in page
        if calls.total() >= MOST_CALLS:
            dear.append((calls.total(), body))
    assert dear == []


def test_twice_the_text_costs_at_most_twice_the_calls(writer, post_of):
    body = ordinary(200)
    with Calls() as one:
        previewed(writer, post_of, body)
    with Calls() as two:
        previewed(writer, post_of, f"{body}\n\n{body}")
    assert two.total() < 2.2 * one.total()


def test_a_long_ordinary_comment_is_still_formatted(writer, post_of):
    body = ordinary(1_500)[:9_990].rpartition("\n\n")[0]
    page = previewed(writer, post_of, body)
    preview = page.partition('<div class="comment__body">')[2]
    for element in ("<em>first</em>", "<strong>more</strong>", "<li>", "<a href=", "<pre><code>"):
        assert element in preview
    assert len(body.split()) > 1_400


def test_a_body_over_budget_is_shown_as_plain_text_with_every_word(writer, post_of):
    body = "\n\n".join(f"*one{n}* <b>two{n}</b> [three{n}](http://a.example)" for n in range(160))
    page = previewed(writer, post_of, body)
    preview = page.partition('<div class="comment__body">')[2].partition("</div>")[0]
    assert set(re.findall(r"</?\w+", preview)) == {"<p", "</p"}
    assert " ".join(unescape(re.sub(r"<[^>]+>", " ", preview)).split()) == " ".join(body.split())


# How often one request sanitizes: the one entry of bleach is Cleaner.clean.

OPEN = "A *new* thought."


def sanitized(send, status):
    """Return how often bleach is called by the request that `send` makes."""
    with Calls() as calls:
        assert send().status_code == status
    return calls["Cleaner.clean"]


def comment_form(**fields):
    return {"name": "Wendela", "email": "", "body": OPEN, "key": str(uuid4())} | fields


def test_a_comment_is_sanitized_once_when_it_is_posted(client, post_of):
    url = f"{post_of.get_absolute_url()}respond/"
    assert sanitized(lambda: client.post(url, comment_form()), 303) == 1
    assert Comment.objects.get().body_html == "<p>A <em>new</em> thought.</p>"


def test_a_preview_is_sanitized_once_for_its_html_and_removed_text(client, post_of):
    url = f"{post_of.get_absolute_url()}respond/preview/"
    assert sanitized(lambda: client.post(url, comment_form()), 200) == 1


def test_a_refused_comment_is_sanitized_once_and_never_for_its_form(client, post_of):
    url = f"{post_of.get_absolute_url()}respond/"
    assert sanitized(lambda: client.post(url, comment_form(name="Moderator")), 400) == 1
    assert sanitized(lambda: client.post(url, comment_form(name="")), 400) == 0


def test_a_reply_is_sanitized_once_and_its_parent_is_not(client, post_of):
    parent = a_comment(post_of, "Was it *early*?")
    url = f"/comments/{parent.pk}/reply/"
    assert sanitized(lambda: client.post(url, comment_form()), 303) == 1


@pytest.mark.parametrize("action", ["edit", "add"])
def test_a_changed_comment_is_sanitized_once_for_each_change(client, post_of, action):
    client.force_login(alice())
    comment = a_comment(post_of, "Was it *early*?")
    form = {"action": action, "body": OPEN}
    assert sanitized(lambda: client.post(f"/comments/{comment.pk}/edit/", form), 303) == 1
    (html,) = (text.body_html for text in Comment.objects.get().texts if text.body == OPEN)
    assert html == "<p>A <em>new</em> thought.</p>"


@pytest.mark.parametrize("button", ["_save", "_publish"])
@pytest.mark.parametrize("changes", [{}, {"body": "<p>It came <b>late</b>.</p>"}])
def test_a_post_is_sanitized_once_when_an_editor_saves_it(client, button, changes):
    client.force_login(edda())
    url = f"/admin/posts/post/{a_post().pk}/change/"
    form = client.get(url).context["adminform"].form
    fields = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in fields.items() if value is not None}
    sent |= {"publish_at_0": "", "publish_at_1": "", button: "1"} | changes
    assert sanitized(lambda: client.post(url, sent), 302) == 1


def test_a_new_post_is_sanitized_once_when_it_is_published(client):
    client.force_login(edda())
    url = "/admin/posts/post/add/"
    form = client.get(url).context["adminform"].form
    fields = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in fields.items() if value is not None}
    sent |= {"title": "Late", "body": "<p>It came <b>late</b>.</p>", "_publish": "1"}
    sent |= {"publish_at_0": "", "publish_at_1": ""}
    assert sanitized(lambda: client.post(url, sent), 302) == 1
    assert Post.objects.get().body_html == "<p>It came <b>late</b>.</p>"
