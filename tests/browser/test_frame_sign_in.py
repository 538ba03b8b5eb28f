"""Signing in within a frame on another site: by its token, and in a window of ours."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from blogsite.models.site_reader import SiteReader
from blogsite.pagecache.store import pages
from comments.models import Comment
from posts.foreign_pages import find_or_make
from tests.blogsite.site_tokens import a_key, a_token
from tests.browser.accessibility import assert_accessible
from tests.browser.test_signing_in import sign_in
from tests.browser.third_party_cookies import keep_partitioned_alone, page_without_cookies
from tests.browser_thread import expect
from tests.cast import a_post, bob

PAGE = """<!doctype html><title>The paper</title><h1>The frost</h1>
<script>const commentsToken = () => fetch("/token").then((answer) => answer.text());
window.commentsToken = commentsToken;</script>
<script src="{ours}/embed.js" data-token-function="commentsToken" defer></script>"""


class Host(ThreadingHTTPServer):
    """Another site, on 127.0.0.1: a page with a conversation in a frame, which gets its tokens."""

    daemon_threads = True

    def __init__(self, ours):
        super().__init__(("127.0.0.1", 0), Answers)
        self.ours, self.url = ours, f"http://127.0.0.1:{self.server_port}"
        self.key = a_key(self.url)
        self.hands_out = False
        find_or_make(f"{self.url}/")

    @property
    def token(self):
        return a_token(self.key, iss=self.url, aud=self.ours) if self.hands_out else ""


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.server.token if self.path == "/token" else PAGE.format(ours=self.server.ours)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def page(new_page):
    return new_page


@pytest.fixture(autouse=True)
def no_cached_pages():
    pages.clear()


@pytest.fixture
def host(live_server, transactional_db):
    with Host(live_server.url.replace("127.0.0.1", "localhost")) as host:
        thread = threading.Thread(target=host.serve_forever, args=[0.01])
        thread.start()
        yield host
        host.shutdown()
        thread.join()


@pytest.fixture
def frame(page, host):
    """Return the frame in the page of the host, which is open."""
    page.goto(host.url)
    return page.frame_locator("iframe")


@pytest.mark.parametrize("cookies", ["allowed", "partitioned"])
def test_a_reader_of_the_site_is_signed_in_by_its_token(page, host, cookies):
    if cookies == "partitioned":
        keep_partitioned_alone(page)
    host.hands_out = True
    page.goto(host.url)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Signed in as Nora")).to_be_visible()
    frame.get_by_role("link", name="Leave a reply").click()
    frame.get_by_label("Comment", exact=True).fill("I read it on paper.")
    frame.get_by_role("button", name="Send").click()
    expect(frame.locator(".comment__author", has_text="Nora")).to_be_visible()
    assert Comment.objects.get().author.user.site_reader.issuer == host.url
    host.hands_out = False
    page.reload()
    expect(frame.get_by_text("Signed in as Nora")).to_be_visible()
    expect(frame.get_by_role("link", name="Edit")).to_be_visible()
    frame.get_by_role("button", name="Sign out").click()
    expect(frame.get_by_role("button", name="Sign in")).to_be_visible()
    host.key.delete()
    host.hands_out = True
    page.reload()
    expect(frame.get_by_role("status").first).to_contain_text("The site could not sign you in")
    host.hands_out = False  # nobody has signed in at the site
    page.reload()
    expect(frame.get_by_role("button", name="Sign in")).to_be_visible()
    expect(frame.get_by_text("could not sign you in")).to_have_count(0)


def test_a_browser_without_cookies_says_that_it_signs_nobody_in(browser, host, tmp_path):
    host.hands_out = True
    with page_without_cookies(browser, tmp_path / "b", of=host.ours, inside=host.url) as page:
        page.goto(host.url)
        frame = page.frame_locator("iframe")
        status = frame.get_by_role("status").first
        expect(status).to_contain_text("Your browser keeps no cookies here")
        frame.get_by_role("button", name="Sign in").click()
        expect(frame.get_by_role("link", name="Open the conversation by itself")).to_be_visible()
        assert len(page.context.pages) == 2  # with the empty one that a browser begins with
    assert not SiteReader.objects.exists()


def test_somebody_with_an_account_signs_in_in_a_window(page, frame):
    with page.expect_popup() as opening:
        frame.get_by_role("button", name="Sign in").click()
    window = opening.value
    with window.expect_popup() as opening:
        window.locator("[data-window]").get_by_role("link", name="Sign in").click()
    tab = opening.value
    sign_in(tab, bob())
    expect(tab.get_by_text("go back to the window")).to_be_visible()
    tab.close()
    window.bring_to_front()
    window.evaluate("dispatchEvent(new Event('focus'))")
    button = window.get_by_role("button", name="Sign in there as Bob")
    expect(button).to_be_visible()
    assert_accessible(window)
    with window.expect_event("close"):
        button.click()
    expect(frame.get_by_text("Signed in as Bob")).to_be_visible()
    page.reload()
    expect(frame.get_by_text("Signed in as Bob")).to_be_visible()


def test_a_conversation_opened_by_itself_signs_in_in_its_own_window(
    page, live_server, transactional_db
):
    bob()
    post = a_post()
    page.goto(f"{live_server.url}/embed{post.get_absolute_url()}")
    page.get_by_role("button", name="Sign in").click()
    with page.expect_popup() as opening:
        page.locator("[data-window]").get_by_role("link", name="Sign in").click()
    sign_in(opening.value, bob())
    expect(opening.value.get_by_text("go back to the window")).to_be_visible()
    opening.value.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.get_by_role("button", name="Sign in there as Bob").click()
    expect(page.get_by_text("Signed in as Bob")).to_be_visible()
    assert "sign-in" not in page.url


def test_where_no_window_opens_the_conversation_opens_by_itself(page, frame, host):
    page.context.add_init_script("window.open = () => null")
    page.goto(host.url)
    frame.get_by_role("button", name="Sign in").click()
    expect(frame.get_by_role("status").first).to_contain_text("opens no window")
    with page.expect_popup() as opening:
        frame.get_by_role("link", name="Open the conversation by itself").click()
    expect(opening.value.get_by_role("button", name="Sign in")).to_be_visible()
