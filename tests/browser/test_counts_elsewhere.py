"""Counts in a list of links on the owner's other site, written by a script of ours."""

import pytest

from blogsite.pagecache.store import pages
from posts.foreign_pages import find_or_make
from posts.models import ForeignPage, Site
from tests.browser_thread import expect
from tests.cast import a_comment
from tests.media_server import media_server

LIST = """<!doctype html><meta charset=utf-8><title>Notes</title>
<p><a href="/first/?utm_source=list#comments" data-count>Respond</a>
<p><a href="/first/">The first note, <span data-count>discuss</span></a>
<p><a href="/second/" data-count>Be the first</a>
<p><a href="/x/">X</a> <i data-count="{origin}/third/"></i> <b data-count>Stays</b>
<script src="{ours}/static/js/elsewhere/counts.js" defer></script>"""


@pytest.fixture
def page(new_page):
    return new_page


@pytest.fixture
def other_site(live_server):
    """Yield the origin of a page with links, at /list/."""
    pages.clear()
    with media_server() as server:
        origin = f"http://127.0.0.1:{server.server_port}"
        html = LIST.format(origin=origin, ours=live_server.url).encode()
        rule = f"default-src 'none'; script-src {live_server.url}; connect-src {live_server.url}"
        headers = {"Content-Type": "text/html", "Content-Security-Policy": rule}
        server.answers["/list/"] = (200, headers, html)
        yield origin


def test_a_list_of_links_says_how_many_responses_there_are(page, live_server, other_site):
    Site.objects.create(origin=other_site)
    first, third = (find_or_make(f"{other_site}/{name}/") for name in ("first", "third"))
    a_comment(first)
    a_comment(first)
    a_comment(third)
    page.goto(f"{other_site}/list/")
    places = page.locator("[data-count]")
    expect(places).to_have_text(
        ["2 responses", "2 responses", "Be the first", "1 response", "Stays"]
    )
    assert ForeignPage.objects.count() == 2


def test_a_site_that_nobody_entered_goes_on_saying_what_it_says(page, live_server, other_site):
    with page.expect_event("requestfailed"):
        page.goto(f"{other_site}/list/")
    expect(page.locator("[data-count]").first).to_have_text("Respond")
