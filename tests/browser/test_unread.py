"""Reading on after a day, in a real browser: what is new, and ways through a long conversation."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from blogsite.pagecache.store import pages
from comments.models import Visit
from tests.browser_thread import expect, remotely
from tests.cast import a_comment, a_post, alice, bob

DAY = 24 * 60 * 60 * 1000  # milliseconds


@pytest.fixture
def page(new_page):
    return new_page


@pytest.fixture(autouse=True)
def empty_page_cache():
    pages.clear()


@pytest.fixture
def post(live_server):
    """A post with a long thread, and a short one."""
    post = a_post()
    root = a_comment(post, "The first.", by=alice())
    for number in range(23):
        by = alice() if number % 2 else bob()
        answer = a_comment(post, f"Answer {number}.", parent=root, by=by)
    a_comment(post, "Below the last one.", parent=answer, by=alice())
    a_comment(post, "Another thread.", by=bob())
    post.url = live_server.url + post.get_absolute_url()
    return post


def test_after_a_day_new_comments_are_marked_and_the_key_leads_through_them(page, post):
    first, *_, last = post.comments.filter(parent=None).order_by("pk")
    page.clock.install()
    page.goto(post.url)
    expect(page.locator(".post__author")).to_contain_text("26 responses")
    assert page.locator(".visit").count() == 0
    page.goto("about:blank")
    reply = a_comment(post, "A day later.", parent=last, by=alice())
    root = a_comment(post, "A new thread.", by=bob())
    page.clock.fast_forward(DAY)
    pages.clear()
    page.goto(post.url)
    expect(page.locator(".visit")).to_contain_text("2 new since your last visit.")
    assert page.locator(".comment__new").count() == 2
    assert Axe().run(page).violations_count == 0
    page.get_by_role("link", name="Go to the first new comment").click()
    expect(page.locator(f"#comment-{reply.pk}")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator(f"#comment-{root.pk}")).to_be_focused()
    page.get_by_role("button", name="turn it off").click()
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="turn it on")).to_be_focused()
    page.reload()
    expect(page.locator(".visit")).to_contain_text("2 new")


def test_an_accounts_last_visit_is_known_in_every_browser(browser, live_server, post, client):
    client.force_login(alice())
    cookies = {"sessionid": client.cookies["sessionid"].value, "soundoff_here": "1"}
    for visit in range(2):
        context = browser.new_context()
        context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
        )
        page = context.new_page()
        open_with_a_slow_script(page, post.url)
        expect(page.locator("[data-sign-in=out]").last).to_have_text("Sign out")
        if visit == 0:
            assert page.locator(".visit").count() == 0
            with page.expect_response("**/me/seen/"):
                page.evaluate("dispatchEvent(new Event('pagehide'))")
            a_comment(post, "Later.", by=bob())
            Visit.objects.update(updated=timezone.now() - timedelta(days=1))
            pages.clear()
        else:
            expect(page.locator(".visit")).to_contain_text("1 new since your last visit.")
        context.close()


def open_with_a_slow_script(page, url):
    """Open a page whose script for visits comes later than what it must hear of."""
    requests = []
    page.route("**/visits*.js", lambda request: requests.append(request))
    with page.expect_response("**/me/?post=*"):
        page.goto(url, wait_until="commit")
    page.wait_for_timeout(100)
    remotely(requests.pop().continue_)


def test_branches_fold_more_replies_come_in_place_and_threads_are_skipped(page, post):
    page.goto(post.url)
    root, last = (page.locator(f"#comment-{pk}") for pk in ids_of_roots(post))
    page.get_by_role("link", name="4 more replies in this thread").click()
    expect(page.locator("article.comment")).to_have_count(26)
    expect(page.locator(".comments-omitted")).to_have_count(0)
    assert page.url == post.url
    deepest = post.comments.order_by("-level").first()
    expect(page.locator(f"#comment-{deepest.parent_id} + .replies > article")).to_have_count(1)
    root.get_by_role("button", name="Fold").click()
    expect(page.locator(f"#comment-{deepest.pk}")).to_be_hidden()
    fold = root.get_by_role("button", name="Unfold 24 replies")
    expect(fold).to_be_focused()
    expect(fold).to_have_attribute("aria-expanded", "false")
    assert Axe().run(page).violations_count == 0
    page.reload()
    expect(root.get_by_role("button", name="Unfold 20 replies")).to_be_visible()
    fold = root.get_by_role("button", name="Unfold")
    fold.press("Enter")
    root.get_by_role("link", name="Next thread").click()
    expect(last).to_be_in_viewport()
    root.get_by_role("button", name="Fold").click()
    child = root.locator("xpath=following-sibling::*[1]/article[1]")
    page.evaluate("id => { location.hash = id; }", child.get_attribute("id"))
    expect(child).to_be_in_viewport()


def ids_of_roots(post):
    return post.comments.filter(parent=None).order_by("pk").values_list("pk", flat=True)
