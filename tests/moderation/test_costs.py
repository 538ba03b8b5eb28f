"""What one body costs the server: counted in calls, for a time says more about the machine."""

import re
import sys
from collections import Counter
from html import unescape
from uuid import uuid4

import pytest

from benchmarks.fuzzing import bodies, ordinary
from comments.models import Comment
from tests.cast import a_post, alice

pytestmark = pytest.mark.django_db

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
        sys.setprofile(self._note)
        return self

    def __exit__(self, *error):
        sys.setprofile(None)

    def _note(self, frame, event, argument):
        if event == "call":
            self[frame.f_code.co_qualname] += 1
        elif event == "c_call":
            self["of C"] += 1


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
    address = f"{post.get_absolute_url()}respond/preview/"
    return client.post(address, form, REMOTE_ADDR=f"198.51.{network}.1").content.decode()


@pytest.mark.parametrize("body", NAMED, ids=range(len(NAMED)))
def test_no_body_that_was_dear_is_dear_again(writer, post_of, body):
    with Calls() as calls:
        previewed(writer, post_of, body)
    assert calls.total() < MOST_CALLS


def test_no_mixture_of_marks_costs_more_than_its_budget(writer, post_of):
    dear = []
    for number, body in enumerate(bodies(60, seed=2026)):
        with Calls() as calls:
            page = previewed(writer, post_of, body, number)
        assert 'class="preview"' in page
        if calls.total() >= MOST_CALLS:
            dear.append((calls.total(), body))
    assert dear == []


def test_twice_the_text_costs_twice_the_work(writer, post_of):
    body = ordinary(200)
    with Calls() as one:
        previewed(writer, post_of, body)
    with Calls() as two:
        previewed(writer, post_of, f"{body}\n\n{body}")
    assert two.total() < 2.2 * one.total()


def test_a_long_ordinary_comment_is_formatted(writer, post_of):
    body = ordinary(1_500)[:9_990].rpartition("\n\n")[0]
    page = previewed(writer, post_of, body)
    preview = page.partition('<div class="comment__body">')[2]
    for element in ("<em>first</em>", "<strong>more</strong>", "<li>", "<a href=", "<pre><code>"):
        assert element in preview
    assert len(body.split()) > 1_400


def test_a_body_over_its_budget_is_shown_in_plain_paragraphs_with_every_word(writer, post_of):
    body = "\n\n".join(f"*one{n}* <b>two{n}</b> [three{n}](http://a.example)" for n in range(160))
    page = previewed(writer, post_of, body)
    preview = page.partition('<div class="comment__body">')[2].partition("</div>")[0]
    assert set(re.findall(r"</?\w+", preview)) == {"<p", "</p"}
    assert " ".join(unescape(re.sub(r"<[^>]+>", " ", preview)).split()) == " ".join(body.split())


def test_the_words_of_one_request_are_sanitized_once(client, post_of):
    form = {"name": "Wendela", "email": "", "body": "A *new* thought.", "key": str(uuid4())}
    with Calls() as calls:
        assert client.post(f"{post_of.get_absolute_url()}respond/", form).status_code == 303
    assert Comment.objects.get().body_html == "<p>A <em>new</em> thought.</p>"
    assert calls["Cleaner.clean"] == 1
