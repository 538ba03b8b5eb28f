"""The page that browser tests share is as good as new for each of them."""

import pytest

from tests.reused_page import QUIET_PATH, SIZE


def test_nothing_of_a_test_is_left_for_the_next(page, live_server):
    url, messages = live_server.url + QUIET_PATH, []
    page.goto(url)
    page.on("console", lambda message: messages.append(message.text))
    page.route(f"{url}?*", lambda route: route.abort())
    page.context.route(f"{url}?*", lambda route: route.abort())
    page.context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark", media="print")
    page.evaluate("document.cookie = localStorage.a = sessionStorage.b = 'c=1'")
    assert page.empty()

    assert page.goto(f"{url}?").ok
    page.evaluate("console.log('Who listens?')")
    left = "[document.cookie, localStorage.length, sessionStorage.length, innerWidth]"
    assert page.evaluate(left) == ["", 0, 0, SIZE["width"]]
    assert page.evaluate("matchMedia('screen and (prefers-color-scheme: light)').matches")
    assert len(page.context.pages) == 1 and messages == []


def test_a_page_that_a_test_has_closed_is_not_used_again(page, live_server):
    page.goto(live_server.url + QUIET_PATH)
    page.close()
    assert not page.empty()


def test_what_cannot_be_taken_back_needs_a_page_of_its_own(page):
    with pytest.raises(AssertionError, match="new_page"):
        page.context.add_init_script("")
