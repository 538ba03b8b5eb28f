"""A conversation in a page of another site, with cookies of third parties and without."""

import pytest

from blogsite.pagecache.store import pages
from comments.models import Comment, Recommendation
from moderation.models import Report
from posts.foreign_pages import find_or_make
from posts.models import ForeignPage, Site
from tests.browser.accessibility import ALL_RULES, violations
from tests.browser.third_party_cookies import keep_partitioned_alone, page_without_cookies
from tests.browser_thread import expect
from tests.cast import a_comment, a_conversation
from tests.media_server import media_server

WORDS = "The dahlias went on the ninth; the kale did not mind."
PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>What the frost took</title>
<meta name=viewport content="width=device-width"><style>{style}</style>
<main><h1>What the frost took</h1><p>It came on the eighth.</p>
<p class=comments><a href="{ours}/embed/?url={url}">Comments</a></p>
<script src="{ours}/embed.js" data-url="{url}" {when}></script></main>
<footer id=end>The end of the page</footer></html>"""
RESERVED = "@media (scripting: enabled) { .comments { min-height: 100vh } }"
# The heading of the page is that of the page around the frame.
IN_A_FRAME = ALL_RULES | {"rules": {"page-has-heading-one": {"enabled": False}}}
SHIFTS = """new Promise(resolve => new PerformanceObserver(list => resolve(
    list.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)
)).observe({type: 'layout-shift', buffered: true}) ?? setTimeout(resolve, 300, 0))"""

COOKIES_TRIED = """globalThis.tried = [];
const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
Object.defineProperty(document, "cookie", {
  get: () => cookie.get.call(document),
  set: (value) => { tried.push(value); cookie.set.call(document, value); },
});"""


class Host:
    """A site on another host than ours, whose page has the frame."""

    def __init__(self, server, ours):
        self.server, self.ours = server, ours
        self.origin = f"http://127.0.0.1:{server.server_port}"
        self.url = f"{self.origin}/frost/"
        self.show()

    def show(self, style="", when="defer"):
        """Give the page a style, which may be a dark one; `when` the script is run."""
        html = PAGE.format(ours=self.ours, url=self.url, style=style, when=when)
        rule = f"default-src 'none'; style-src 'unsafe-inline'; script-src {self.ours};"
        rule += f" frame-src {self.ours}"
        headers = {"Content-Type": "text/html", "Content-Security-Policy": rule}
        self.server.answers["/frost/"] = (200, headers, html.encode())


@pytest.fixture
def page(new_page):
    return new_page


@pytest.fixture
def host(live_server):
    pages.clear()
    with media_server() as server:
        host = Host(server, live_server.url.replace("127.0.0.1", "localhost"))
        Site.objects.create(origin=host.origin, name="The Gardener")
        yield host


def frame_in(page):
    """Return what is in the frame, once it is there with its scripts."""
    frame = page.locator("iframe")
    frame.scroll_into_view_if_needed()
    inside(page).wait_for_url("**/embed/**")
    return page.frame_locator("iframe")


def inside(page):
    return page.locator("iframe").element_handle().content_frame()


def write(frame, body, name="Wendela"):
    frame.get_by_label("Name").fill(name)
    frame.get_by_label("Comment", exact=True).fill(body)
    frame.get_by_role("button", name="Send").click()


def test_the_first_comment_about_a_page_is_written_in_its_frame(page, host):
    page.goto(host.url)
    frame = frame_in(page)
    frame.get_by_role("link", name="Leave a reply").click()
    write(frame, WORDS)
    expect(frame.locator(".comment__body")).to_have_text(WORDS)
    assert ForeignPage.objects.get().url == host.url
    assert Comment.objects.get().post.place == "elsewhere"


@pytest.mark.parametrize("cookies", ["allowed", "partitioned"])
def test_a_reader_takes_part_in_the_frame_and_is_known_again(page, host, cookies):
    if cookies == "partitioned":
        keep_partitioned_alone(page)
    rosa = a_comment(find_or_make(host.url), "Well said.", name="Rosa")
    page.goto(host.url)
    frame = frame_in(page)
    frame.get_by_role("link", name="Reply to Rosa").click()
    write(frame, WORDS)
    own = frame.locator(".comment").filter(has_text="The dahlias")
    expect(own).to_be_visible()
    assert Comment.objects.latest("pk").parent == rosa
    page.reload()
    frame = frame_in(page)
    frame.locator(f"#comment-{rosa.pk}").get_by_role("button", name="Recommend").click()
    expect(frame.locator(f"#comment-{rosa.pk} [aria-pressed=true]")).to_be_visible()
    assert Recommendation.objects.get().person == Comment.objects.latest("pk").author
    frame.locator(f"#comment-{rosa.pk}").get_by_role("link", name="Report abuse").click()
    frame.get_by_label("Spam").check()
    frame.get_by_role("button", name="Report").click()
    expect(frame.get_by_role("status").filter(has_text="Thank you.")).to_be_visible()
    assert Report.objects.get().comment == rosa
    own.get_by_role("link", name="Edit").click()
    frame.get_by_label("Comment", exact=True).fill(f"{WORDS} So did the leeks.")
    frame.get_by_role("button", name="Save").click()
    expect(own).to_contain_text("So did the leeks.")
    assert violations(inside(page), options=IN_A_FRAME) == []


def test_a_browser_without_cookies_says_so_and_leads_out_of_the_frame(browser, host, tmp_path):
    rosa = a_comment(find_or_make(host.url), "Well said.", name="Rosa")
    with page_without_cookies(browser, tmp_path / "b", of=host.ours, inside=host.origin) as page:
        page.add_init_script(COOKIES_TRIED)
        page.goto(host.url)
        frame = frame_in(page)
        expect(frame.get_by_role("link", name="Report abuse")).to_be_visible()
        assert violations(inside(page), options=IN_A_FRAME) == []
        frame.get_by_text("Well said.").click()
        assert inside(page).evaluate("tried") == []  # who reads gets no cookie
        warning = frame.locator(".respond__own").get_by_text("Your browser keeps no cookies here")
        frame.get_by_role("button", name="Recommend").click()
        expect(warning).to_be_visible()
        page.reload()
        expect(warning).to_be_hidden()
        frame.get_by_role("link", name="Report abuse").click()
        frame.get_by_label("Spam").check()
        frame.get_by_role("button", name="Report").click()
        expect(frame.get_by_role("status").filter(has_text="Thank you.")).to_be_visible()
        assert Report.objects.get().comment == rosa
        frame.get_by_role("link", name="Reply to Rosa").click()
        form = frame.locator(".slot")
        expect(form.get_by_text("Your browser keeps no cookies here")).to_be_visible()
        write(frame, WORDS)
        expect(frame.locator(".comment__body", has_text=WORDS)).to_be_visible()
        assert Comment.objects.latest("pk").parent == rosa
        assert violations(inside(page), options=IN_A_FRAME) == []
        assert page.context.cookies() == []
        with page.expect_popup() as opening:
            frame.get_by_role("link", name="in a window of its own").last.click()
        window = opening.value
        expect(window.locator(".comment")).to_have_count(2)
        window.get_by_role("link", name="Reply to Rosa").click()
        expect(window.get_by_text("keeps no cookies")).to_be_hidden()
        write(window, "So did the leeks.")
        expect(window.locator(".comment__body", has_text="So did the leeks.")).to_be_visible()
        window.reload()
        window.get_by_role("link", name="Edit").click()
        window.get_by_label("Comment", exact=True).fill("So did the kale.")
        window.get_by_role("button", name="Save").click()
        expect(window.get_by_text("So did the kale.")).to_be_visible()


@pytest.mark.parametrize(
    ("style", "when"), [("", ""), ("p{min-height:100vh}", "defer"), (RESERVED, "defer")]
)
def test_the_frame_moves_nothing_of_the_page_around_it(page, host, style, when):
    host.show(style, when)
    a_conversation(find_or_make(host.url), [None, 0, 0, None, None])
    page.goto(host.url)
    expect(page.frame_locator("iframe").locator(".comment")).to_have_count(5)
    assert page.evaluate(SHIFTS) < 0.01


@pytest.mark.parametrize("style", ["", "body{background:#111;color:#eee}"])
def test_the_frame_is_accessible_on_light_and_dark_pages(page, host, style):
    host.show(style)
    a_conversation(find_or_make(host.url), [None, 0, 1])
    page.goto(host.url)
    frame = frame_in(page)
    expect(frame.locator(".comment")).to_have_count(3)
    expect(frame.locator("html")).to_have_attribute("data-scheme", "dark" if style else "light")
    assert violations(inside(page), options=IN_A_FRAME) == []


def test_reserved_room_goes_once_somebody_acts_on_the_page(page, host):
    host.show(RESERVED)
    page.goto(host.url)
    expect(frame_in(page).get_by_role("link", name="Leave a reply")).to_be_visible()
    height = "document.querySelector('.comments').offsetHeight"
    assert page.evaluate(f"{height} === innerHeight")
    page.get_by_role("heading").click()
    page.wait_for_function(f"{height} < innerHeight / 2")
    assert page.evaluate(SHIFTS) < 0.01


def test_the_frame_grows_and_shrinks_with_what_is_in_it(page, host):
    a_comment(find_or_make(host.url), "Well said.", name="Rosa")
    page.goto(host.url)
    frame = frame_in(page)
    frame.get_by_role("link", name="Reply to Rosa").click()
    height = "document.querySelector('iframe').offsetHeight"
    form = frame.locator(".slot form")
    expect(form).to_be_visible()
    needed = inside(page).evaluate("document.body.offsetHeight")
    page.wait_for_function(f"{height} >= {needed}")
    opened = page.evaluate(height)
    frame.get_by_role("button", name="Close").click()
    expect(form).to_have_count(0)
    page.wait_for_function(f"{height} < {opened} - 100")


def test_several_frames_of_a_page_have_a_conversation_each(page, host):
    urls = [f"{host.origin}/{name}/" for name in ("kale", "leeks")]
    for url in urls:
        a_comment(find_or_make(url), f"About {url}", name="Rosa")
    parts = [PAGE.format(ours=host.ours, url=url, style="", when="defer") for url in urls]
    host.server.answers["/frost/"] = (200, {"Content-Type": "text/html"}, "".join(parts).encode())
    page.goto(host.url)
    for number, url in enumerate(urls):
        frame = page.locator("iframe").nth(number)
        frame.scroll_into_view_if_needed()
        comment = frame.content_frame.locator(".comment")
        expect(comment.locator(".comment__body")).to_have_text(f"About {url}")
        comment.get_by_role("button", name="Recommend").click()
        expect(comment.locator("[aria-pressed=true]")).to_be_visible()
    assert Recommendation.objects.values("person").distinct().count() == 1


def test_the_script_of_the_frame_is_small(client):
    script = client.get("/embed.js", headers={"accept-encoding": "identity"})
    assert script["Content-Type"].startswith("text/javascript")
    assert script["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(script.content) <= 3_000
    behind_a_proxy = client.get("/embed.js", headers={"host": "testserver:8443"})
    assert behind_a_proxy["Content-Type"] == script["Content-Type"]


def test_a_link_to_a_comment_on_another_page_leads_to_it_in_the_frame(page, host):
    post = find_or_make(host.url)
    a_conversation(post, [None] * 51)
    last = Comment.objects.latest("pk")
    host.show("p{min-height:100vh}")
    page.goto(f"{host.url}#comment-{last.pk}")
    expect(page.frame_locator("iframe").locator(f"#comment-{last.pk}")).to_be_in_viewport()
    assert "page=2" in inside(page).url
