"""The head of a conversation in a real browser: a link to the comment, folded if it is hidden."""

import re

from axe_playwright_python.sync_playwright import Axe

from blogsite.pagecache.store import pages
from tests.browser_thread import expect
from tests.cast import a_comment, a_post, alice, bob


def test_the_head_leads_to_its_comment_and_folds_when_its_author_is_hidden(page, live_server):
    pages.clear()
    post = a_post()
    a_comment(post, "The first.", by=alice())
    comment = a_comment(post, "Frost keeps.", by=bob())
    comment.pin()
    url, head = live_server.url + post.get_absolute_url(), page.locator(".conversation-head")
    page.goto(url)
    expect(head.get_by_text("Frost keeps.")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    head.get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"#comment-{comment.pk}$"))
    page.goto(f"{live_server.url}/comments/{comment.pk}/hide/")
    page.get_by_role("button", name="Hide this person").click()
    page.goto(url)
    expect(head.locator(".hidden-for-me__line")).to_be_visible()
    expect(head.get_by_text("Frost keeps.")).to_be_hidden()
