"""Cards of media elsewhere, as readers use them: nothing is loaded from there before they ask."""

from urllib.parse import urlsplit

import pytest

from tests.browser.accessibility import assert_accessible
from tests.browser.test_publishing import broken_rules
from tests.browser_thread import expect, wait_until
from tests.cast import a_post

__all__ = ["broken_rules"]  # a fixture

FILM = "https://www.youtube.com/watch?v=abcdefghijk"
CARD = '<figure class="embed"><a href="{}">{}</a></figure>'
# What the browser has noticed of a frame that its site answers with.
FRAME_IS_LOADED = "document.querySelector('iframe')?.src && window.frames.length === 1"


@pytest.fixture
def page(new_page):
    return new_page


@pytest.fixture
def hosts(page, live_server):
    """Return the hosts that are asked, of which all but our own answer with an empty page."""
    names = []

    def answer(route):
        names.append(urlsplit(route.request.url).hostname)
        route.fulfill(status=200, content_type="text/html", body="<title>Elsewhere</title>")

    page.context.route(lambda url: not url.startswith(live_server.url), answer)
    return names


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_film_plays_in_place_and_nothing_is_asked_before(
    page, live_server, transactional_db, broken_rules, hosts, key
):
    post = a_post(body=f"<p>Listen:</p>{CARD.format(FILM, 'How a pond freezes')}")
    page.goto(live_server.url + post.get_absolute_url())
    card = page.get_by_role("button", name="Play: How a pond freezes")
    expect(card).to_have_accessible_description(
        "Nothing is loaded from YouTube before you play it; then it learns of your visit."
    )
    assert_accessible(page, within=".post")
    assert hosts == []
    card.focus()
    page.keyboard.press(key)
    wait_until(page, FRAME_IS_LOADED)
    frame = page.locator("iframe[title='How a pond freezes']")
    expect(frame).to_be_focused()
    assert frame.get_attribute("src").startswith("https://www.youtube-nocookie.com/embed/")
    wait_until(page, "true")
    assert set(hosts) == {"www.youtube-nocookie.com"}
    assert broken_rules == []


def test_a_card_of_another_site_opens_in_a_new_tab(page, live_server, transactional_db, hosts):
    post = a_post(body=CARD.format("https://films.example/ice", "Ice"))
    page.goto(live_server.url + post.get_absolute_url())
    assert hosts == []
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Ice").click()
    opened.value.wait_for_load_state()
    assert hosts == ["films.example"]
    assert opened.value.evaluate("document.referrer") == ""
    assert page.locator("iframe").count() == 0
