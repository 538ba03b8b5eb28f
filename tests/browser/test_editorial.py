"""An editor among the readers: from a comment to its mark, in a real browser."""

import pytest
from django.test import Client

from blogsite.pagecache.store import pages
from tests.browser.accessibility import DESK, PHONE, assert_accessible
from tests.browser_thread import expect
from tests.cast import a_comment, a_post, edda


@pytest.fixture(autouse=True)
def empty_page_cache():
    """Pages of the test before: the same addresses, other words."""
    pages.clear()


@pytest.fixture
def comment(transactional_db):
    post = a_post(title="What the frost took")
    a_comment(post, "Well said.", name="Rosa")
    return a_comment(post, "It keeps, where it is dry.", name="Ignace Peeters")


def sign_in(page, live_server):
    client = Client()
    client.force_login(edda())
    cookies = {"sessionid": client.cookies["sessionid"].value, "soundoff_here": "1"}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )


def test_an_editor_picks_a_comment_where_it_is_read(page, live_server, comment):
    sign_in(page, live_server)
    page.goto(live_server.url + comment.post.get_absolute_url())
    here = page.locator(f"#comment-{comment.pk}")
    here.get_by_role("link", name="Editor’s pick, pin, closing").click()
    expect(page.get_by_role("heading", name="For the editor")).to_be_visible()
    assert_accessible(page, [DESK, PHONE])
    page.get_by_role("button", name="Mark it as a pick").click()
    expect(here.get_by_text("Editor’s pick", exact=True)).to_be_in_viewport()
    assert_accessible(page)
    page.goto(f"{live_server.url}/admin/daily-sheet/")
    expect(page.locator(".sheet")).to_contain_text("Editor's pick")
    assert_accessible(page, [DESK, PHONE], within="#content-start")
