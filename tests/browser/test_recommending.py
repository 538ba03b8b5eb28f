"""Recommending in a real browser: in place, by keyboard, without scripts, for others the same."""

import pytest

from blogsite.pagecache.store import pages
from comments.models import Recommendation
from tests.browser.accessibility import violations
from tests.browser_thread import expect
from tests.cast import a_comment, a_post, alice


@pytest.fixture(autouse=True)
def empty_page_cache():
    pages.clear()


def test_a_comment_is_recommended_in_place_and_by_keyboard(page, live_server):
    post = a_post()
    comment = a_comment(post, by=alice())
    page.goto(live_server.url + post.get_absolute_url())
    button = page.get_by_role("button", name="Recommend")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_text("Recommend (1)")
    assert violations(page) == []
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_be_focused()
    button.dblclick()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert Recommendation.objects.get().comment == comment


def test_without_scripts_a_comment_is_recommended_in_two_clicks(browser, live_server):
    post = a_post()
    a_comment(post, by=alice())
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + post.get_absolute_url())
    page.get_by_role("link", name="Recommend").click()
    page.get_by_role("button", name="Recommend").click()
    assert page.url.endswith(f"{post.get_absolute_url()}#comment-{post.comments.get().pk}")
    assert Recommendation.objects.count() == 1
    context.close()
