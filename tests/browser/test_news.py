"""New comments in a real browser: shown while somebody reads, in place, and said once."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from blogsite.pagecache.store import pages
from comments.models import Recommendation
from tests.browser_thread import expect, wait_until
from tests.cast import a_comment, a_post, alice, bob


@pytest.fixture
def page(new_page):
    return new_page


@pytest.fixture(autouse=True)
def empty_page_cache():
    pages.clear()


# The page plans its next question once it has read an answer, so a test waits for that before it
# moves the clock.
COUNT_QUESTIONS = """() => {
  window.questions = 0;
  window.answers = 0;
  const real = window.fetch;
  window.fetch = async (...given) => {
    window.questions += 1;
    const answer = await real(...given);
    const read = answer.json.bind(answer);
    answer.json = async () => {
      const content = await read();
      window.answers += 1;
      return content;
    };
    return answer;
  };
}"""


def top_of(page, comment):
    return page.locator(f"#comment-{comment.pk}").bounding_box()["y"]


def test_new_comments_are_shown_and_nothing_that_is_read_moves(page, live_server):
    post = a_post()
    first = a_comment(post, "The first.", by=alice())
    answer = a_comment(post, "An answer.\n\n" + "Words. " * 400, by=bob(), parent=first)
    read = a_comment(post, "What is being read.\n\n" + "Words. " * 400, by=alice())
    waiting = a_comment(post, "Approved late.", by=bob(), status="held", parent=answer)
    page.clock.install()
    page.goto(f"{live_server.url}{post.get_absolute_url()}#comment-{read.pk}")
    link = page.locator(f"#comment-{read.pk} [data-action=report]")
    link.focus()
    news = page.locator("[data-news]")
    page.evaluate(COUNT_QUESTIONS)
    page.clock.fast_forward(60_000)
    wait_until(page, "window.answers === 1")
    expect(news).to_be_hidden()
    waiting.approve()
    deeper = a_comment(post, "An answer to it.", by=alice(), parent=waiting)
    last = a_comment(post, "At the end.", by=bob())
    Recommendation.objects.give(read, bob().person)
    pages.clear()
    page.clock.run_for(60_000)
    show = page.get_by_role("button", name="3 new comments: show")
    expect(show).to_be_visible()
    expect(page.locator("[data-news-status]")).to_have_text("There are 3 new comments.")
    expect(page.locator(f"#comment-{read.pk} .comment__count")).to_have_text(" (1)")
    expect(link).to_be_focused()
    before = top_of(page, read)
    show.click()
    go = page.get_by_role("button", name="Go to the first new comment")
    expect(go).to_be_focused()
    assert abs(top_of(page, read) - before) < 2
    assert page.locator(f"#comment-{answer.pk} + .replies > #comment-{waiting.pk}").count() == 1
    assert page.locator(f"#comment-{waiting.pk} + .replies > #comment-{deeper.pk}").count() == 1
    assert page.locator(f"#comments > #comment-{last.pk}").count() == 1
    expect(page.locator("#comments-title")).to_have_text("6 responses")
    expect(page.locator(".post__author")).to_contain_text("6 responses")
    assert Axe().run(page).violations_count == 0
    go.click()
    expect(page.locator(f"#comment-{waiting.pk}")).to_be_focused()
    expect(news).to_be_hidden()
    assert page.locator(".comment__new").count() == 3


def test_a_page_asks_for_news_after_a_minute_and_never_in_the_background(page, live_server):
    post = a_post()
    a_comment(post)
    page.clock.install()
    page.goto(live_server.url + post.get_absolute_url())
    page.evaluate(COUNT_QUESTIONS)
    page.clock.run_for(60_000)
    wait_until(page, "window.answers === 1")
    hide = "Object.defineProperty(document, 'visibilityState', {value: '%s', configurable: true});"
    page.evaluate(hide % "hidden" + "document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(3_600_000)
    assert page.evaluate("window.questions") == 1
    page.evaluate(hide % "visible" + "document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(1_000)
    wait_until(page, "window.questions === 2")
