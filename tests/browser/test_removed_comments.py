"""A removed comment as its guest author sees it, with scripts and without."""

from itertools import product

import pytest
from django.utils import timezone

from accounts.guests import signer
from accounts.models import Person
from blogsite.pagecache.store import pages
from comments.models import Comment
from comments.status_links import status_path
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


def two_hundred_removed(post):
    """Return three of two hundred removed comments, each by a guest of its own.

    Of the first nothing is left to be seen; the second is a tombstone on the second page; the
    third answered a comment that is in a fold now.
    """
    guests = Person.objects.bulk_create(Person() for _ in range(200))
    parents = [drafted(Person.objects.of(bob())) for _ in range(3)]
    roots = [drafted(guest) for guest in guests[1:]]
    replies = [drafted(Person.objects.of(bob()), root) for root in roots[1::3]]
    reply = drafted(guests[0], parents[1])
    visited = roots[0], roots[196], reply
    for root in roots:
        root.status = "published" if root in visited else "removed"
    Comment.objects.build(post, [*parents, *roots, *replies, reply])
    for comment in visited:
        Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    return visited


def drafted(author, parent=None):
    now = timezone.now()
    draft = Comment(author=author, name="Wendela", parent=parent, created=now, published_at=now)
    draft.body, draft.body_html = WORDS, f"<p>{WORDS}</p>"
    draft.status = "published"
    return draft


def test_of_200_removed_guests_each_reaches_the_statement_in_two_clicks(
    page, plain_page, live_server, transactional_db
):
    post = a_post()
    comments = two_hundred_removed(post)
    for comment, guests_page in product(comments, (page, plain_page)):
        sign = {"soundoff_guest": signer.sign(comment.author.key.hex), "soundoff_here": "1"}
        guests_page.context.clear_cookies()
        guests_page.context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in sign.items()]
        )
        guests_page.goto(live_server.url + post.get_absolute_url())
        expect(guests_page.locator(".comment-fold:not([open])")).to_have_count(1)
        if guests_page is page:
            guests_page.get_by_role("link", name="What was decided").click()
        else:
            guests_page.get_by_role("link", name="Your own comments here").click()
            guests_page.get_by_role("link", name="Everything about this comment").click()
        expect(guests_page.locator("h1")).to_have_text("Your comment")
        expect(guests_page.locator("main")).to_contain_text(a_rule().sentence)
        expect(guests_page.get_by_role("link", name="Appeal")).to_be_visible()
        assert guests_page.url == live_server.url + status_path(comment)


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
