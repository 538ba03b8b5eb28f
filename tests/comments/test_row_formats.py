"""Most comments of a page are rendered by a format instead of their template."""

from itertools import product

import pytest
from django.template.loader import render_to_string

from comments.conversation import ConversationPage
from comments.models import Comment
from comments.row_formats import RowFormats
from tests.cast import a_comment, a_post, account

pytestmark = pytest.mark.django_db

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
