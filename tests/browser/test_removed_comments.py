"""A removed comment as its guest author sees it, with scripts and without."""

import pytest

from blogsite.pagecache.store import pages
from comments.models import Comment
from moderation.models import Decision
from tests.browser.accessibility import DESK, PHONE, assert_accessible
from tests.browser_thread import expect
from tests.cast import a_comment, a_post, bob, mona
from tests.moderation.deciding import a_rule

WORDS = "You are all fools."


@pytest.fixture(autouse=True)
def empty_page_cache():
    """Pages of the test before: the same addresses, other words."""
    pages.clear()


@pytest.fixture
def plain_page(browser):
    """A page in a browser that runs no scripts."""
    context = browser.new_context(locale="en-US", java_script_enabled=False)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def write(page, address):
    page.goto(f"{address}respond/")
    page.get_by_label("Name").fill("Wendela")
    page.get_by_label("Comment", exact=True).fill(WORDS)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(lambda url: "respond" not in url)
    return Comment.objects.get(body=WORDS)


def remove(comment):
    Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    pages.clear()


def test_authors_see_their_removed_comment_in_its_place(page, live_server, transactional_db):
    post = a_post()
    address = live_server.url + post.get_absolute_url()
    comment = write(page, address)
    a_comment(post, "I agree.", by=bob(), parent=comment)
    a_comment(post, "Another thread.", by=bob())
    remove(comment)
    page.goto(address)
    own = page.locator(f"#comment-{comment.pk} + .mine")
    expect(own).to_contain_text("A moderator removed your comment.")
    expect(own).to_contain_text(WORDS)
    expect(own).to_contain_text(a_rule().sentence)
    own.get_by_role("link", name="What was decided").click()
    expect(page.locator("h1")).to_have_text("Your comment")
    expect(page.locator(".address-to-keep a")).to_have_text(page.url)


def test_authors_see_their_removed_reply_below_its_parent(page, live_server, transactional_db):
    post = a_post()
    parent = a_comment(post, "It came early.", by=bob())
    address = live_server.url + post.get_absolute_url()
    page.goto(f"{live_server.url}/comments/{parent.pk}/reply/")
    page.get_by_label("Name").fill("Wendela")
    page.get_by_label("Comment", exact=True).fill(WORDS)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(lambda url: "reply" not in url)
    remove(Comment.objects.get(body=WORDS))
    page.goto(address)
    expect(page.locator(f"#comment-{parent.pk} + .mine")).to_contain_text(WORDS)


def test_without_scripts_the_page_links_to_ones_own_comments(
    plain_page, live_server, transactional_db
):
    post = a_post()
    address = live_server.url + post.get_absolute_url()
    comment = write(plain_page, address)
    assert f"#comment-{comment.pk}" in plain_page.url, "published at once"
    plain_page.get_by_role("link", name="Your own comments here").click()
    expect(plain_page.locator(".standing")).to_contain_text("Published.")
    plain_page.get_by_role("link", name="Everything about this comment").click()
    expect(plain_page.locator(".address-to-keep a")).to_have_text(plain_page.url)
    remove(comment)
    plain_page.goto(address)
    plain_page.get_by_role("link", name="Your own comments here").click()
    expect(plain_page.locator(".standing")).to_contain_text(a_rule().sentence)
    expect(plain_page.locator(".quoted")).to_contain_text(WORDS)


def test_pages_for_authors_are_accessible_and_fit_the_screen(page, live_server, transactional_db):
    post = a_post()
    address = live_server.url + post.get_absolute_url()
    comment = write(page, address)
    a_comment(post, "I agree.", by=bob(), parent=comment)
    comment.add("All of you.")
    remove(comment)
    status = f"{live_server.url}/comments/{comment.pk}/"
    for place in (address, f"{live_server.url}/comments/mine/", status):
        page.goto(place)
        expect(page.get_by_text(WORDS)).to_be_visible()
        expect(page.get_by_text("Added on").first).to_be_visible()
        for size in (PHONE, DESK):
            assert_accessible(page, [size])
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
