"""Links to comments of an imported blog in a real browser: the number of there leads to them."""

import pytest

from blogsite.pagecache.store import pages
from blogsite.transfer.wordpress.importer import import_wordpress
from comments.models import Comment
from tests.blogsite.exports import a_comment, a_post, an_export
from tests.browser_thread import expect
from tests.cast import a_comment as a_comment_of_ours
from tests.cast import a_post as a_post_of_ours
from tests.cast import alice

LINK = "/2010/07/29/the-first-frost/"


@pytest.fixture
def imported(live_server, tmp_path):
    """Comments 1 to 60 of an old blog, imported where another post has as many."""
    pages.clear()
    ours = a_post_of_ours()
    for number in range(3):
        a_comment_of_ours(ours, f"Of here {number}.", by=alice())
    path = tmp_path / "export.xml"
    comments = [a_comment(number, f"Of there {number}.") for number in range(1, 61)]
    path.write_text(an_export(a_post(*comments, link=f"http://old.example{LINK}")))
    import_wordpress(path)
    return {c.body: c for c in Comment.objects.filter(body__startswith="Of there")}


@pytest.mark.parametrize(("number", "page_number"), [(2, ""), (57, "?page=2")])
def test_a_link_with_an_old_number_lands_on_that_comment(
    page, live_server, imported, number, page_number
):
    page.goto(f"{live_server.url}{LINK}#comment-{number}")
    comment = imported[f"Of there {number}."]
    page.wait_for_url(f"{live_server.url}{LINK}{page_number}#comment-{comment.pk}")
    expect(page.locator(".comment:target")).to_contain_text(f"Of there {number}.")


def test_a_current_number_and_an_unknown_one_lead_where_they_say(page, live_server, imported):
    comment = imported["Of there 5."]
    page.goto(f"{live_server.url}{LINK}#comment-{comment.pk}")
    expect(page.locator(".comment:target")).to_contain_text("Of there 5.")
    page.goto(f"{live_server.url}/?p=7001#comment-900")
    page.wait_for_url(f"{live_server.url}{LINK}#comments")
