"""Most comments of a page are rendered by a format instead of their template."""

from itertools import product

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from comments.boxes import INDENT_CAP
from comments.conversation import ConversationPage
from comments.models import Comment
from comments.row_formats import RowFormats
from tests.cast import a_comment, a_post, account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NAMES = ["%(html)s", "{name} {0} %s %%", "\\1 \\g<0>", "<b>A</b> & \"B\" 'C'"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_on_the_page_as_it_was_typed(client, name):
    post = a_post()
    root = a_comment(post, "First words.", name=name)
    a_comment(post, "Second words.", name=name, parent=root)
    page = client.get(post.get_absolute_url())
    html = render_to_string("comments/_comment.html", {"entry": {"name": name, "pk": root.pk}})
    author = html.partition('<span class="comment__author" dir="auto">')[2].partition("</span>")[0]
    assert "<b>" not in author
    assert page.text.count(f'dir="auto">{author}</span>') == 2
    assert page.text.count(f'aria-label="Reply to {author}"') == 2
    for body in ("<p>First words.</p>", "<p>Second words.</p>"):
        assert page.text.count(body) == 1


@pytest.mark.parametrize("by_staff, is_closed", list(product([False, True], repeat=2)))
def test_the_row_format_and_the_template_give_the_same_html(by_staff, is_closed):
    post = a_post()
    by = account("stella", is_staff=True) if by_staff else None
    root = a_comment(post, "100 % <b>sure</b>.", by=by)
    a_comment(post, "So am I.", parent=root, by=by)
    Comment.objects.filter(pk=root.pk).update(branch_closed=is_closed)
    entries = ConversationPage(post).rendered.entries
    formats = RowFormats()
    assert len(entries) == 2
    for entry in entries + entries:
        template = render_to_string(entry.template_name, {"entry": entry})
        assert formats.render(entry) == template


def test_comments_with_notes_have_the_html_of_the_template_too():
    post = a_post()
    deepest = None
    for number in range(INDENT_CAP + 3):
        deepest = a_comment(post, f"Words {number}.", name="<i>Ida</i> %s", parent=deepest)
    Comment.objects.filter(level__in=[1, INDENT_CAP + 1]).update(picked=True)
    Comment.objects.filter(level__in=[2, INDENT_CAP + 1]).update(edited=timezone.now())
    entries = ConversationPage(post, whole=True).rendered.entries
    formats = RowFormats()
    rendered = [formats.render(entry) for entry in entries]
    assert rendered == [
        render_to_string(entry.template_name, {"entry": entry}) for entry in entries
    ]
    assert [html.count("comment__pick") for html in rendered] == [
        int(entry.level in {"1", str(INDENT_CAP + 1)}) for entry in entries
    ]
    assert (
        f'href="#comment-{deepest.parent_id}"><bdi>&lt;i&gt;Ida&lt;/i&gt; %s</bdi>' in rendered[-1]
    )
