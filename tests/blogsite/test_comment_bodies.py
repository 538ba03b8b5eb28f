"""HTML of other comment systems, as text that is shown here as it was shown there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogsite.transfer.comment_systems.bodies import (
    plain_of_html,
    typed_of_html,
    typed_of_markdown,
)
from moderation.text.sanitizing import comment_html, visible_text

MARKS = [
    *("*", "**", "_", "`", "```", "~~~", "[", "]", "](", ")", "(", "- ", "+ ", "1. ", "2) ", "# "),
    *("&gt; ", "&lt;", "&amp;lt;", "&amp;#42;", "&amp;", "\\", "|", "---", "!", ":", "\n", "<br>"),
    *("http://a.example/", "words", "é ", " ", "<b>", "</b>", "<p>", "</p>", "<blockquote>"),
    *("</blockquote>", "<ul><li>", "</li></ul>", "<h2>", "</h2>", "</a>"),
]


@given(st.lists(st.sampled_from(MARKS), max_size=12).map("".join))
def test_no_character_of_a_message_is_a_mark_of_markdown(written):
    visible = visible_text(comment_html(typed_of_html(written)))
    assert re.sub(r"\s", "", visible) == re.sub(r"\s", "", visible_text(written))


@given(st.text(max_size=60))
def test_any_text_of_a_message_can_be_read(written):
    typed_of_html(f"<p>{written}</p>")
    typed_of_markdown(written)
    assert "<p>" not in plain_of_html(f"<p>{written}</p>")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("<p>Nothing 2 * 3 special: a &lt; b, AT&amp;T, f_o_o</p>", None),
        ("<p>one<br />two</p>\n<p>three</p>", "one\ntwo\n\nthree"),
        ('<a href="https://a.example/b">https://a.example/b</a>', "https://a.example/b"),
        ('<a href="https://a.example/b">a.examp...</a>', "https://a.example/b"),
        ('<a href="https://a.example/b">this</a>', '<a href="https://a.example/b">this</a>'),
        ('<a href="mailto:">x</a> <a>y</a>', "x y"),
        ("no tags\nat all", "no tags\nat all"),
        ("<p>with tags\nthe line goes on</p>", "with tags the line goes on"),
        ("<blockquote>" * 9 + "deep", "<blockquote>" * 6 + "deep" + "</blockquote>" * 6),
        ("<p>open <b>bold", "open <b>bold</b>"),
    ],
)
def test_what_is_typed_is_as_plain_as_it_can_be(written, typed):
    if typed is None:
        typed = visible_text(written)
    assert typed_of_html(written) == typed


@pytest.mark.slow
@pytest.mark.parametrize(
    "written",
    [
        "://" * 100_000,
        "`" * 150_000 + "\\*",
        "".join("`" * n + " " for n in range(1_000)) + "\\*",
        '<source src="https://a.example/b.mp3">' * 10_000,
        "<b>" * 50_000,
        "<pre>" * 50_000,
        '<a href="https://a.example/">' * 10_000 + "x",
        "</li>" * 50_000,
        "<br>" * 50_000 + "<p>" * 50_000,
    ],
)
def test_a_hostile_message_is_read_in_one_pass(written):
    """Where reading it took the square of its length, this would not end."""
    typed_of_html(written)
    plain_of_html(written)
    typed_of_markdown(written)


def test_backslashes_of_markdown_stay_in_code_alone():
    text = "\\*a\\* `b\\*` C:\\dir\n\n```\n\\_c\n```\n\\_d"
    assert typed_of_markdown(text) == ("&#42;a&#42; `b\\*` C:\\dir\n\n```\n\\_c\n```\n&#95;d")
