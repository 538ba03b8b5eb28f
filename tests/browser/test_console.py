"""No page, and no ordinary act on one, makes the browser write an error or a warning."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from comments.models import Comment
from moderation.models import Rule
from posts.models import Post
from tests.browser_thread import expect
from tests.cast import a_comment, a_post, edda, mona
from tests.moderation.deciding import a_comment_that_is, a_report, decide

REPORTED, HELD = "/admin/moderation/reportedcomment/", "/admin/moderation/heldcomment/"


@pytest.fixture(autouse=True)
def no_claims(transactional_db):
    cache.clear()


@pytest.fixture
def complaints(page):
    """Return a list that collects warnings and errors of the browser's console."""
    written = []

    def write(message):
        if message.type in ("error", "warning"):
            written.append(message.text)

    page.on("console", write)
    page.on("pageerror", lambda fault: written.append(str(fault)))
    return written


@pytest.fixture
def sign_in(page, live_server):
    def signed_in(who):
        client = Client()
        client.force_login(who)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])

    return signed_in


@pytest.fixture
def visit(page, live_server):
    """Return a function that opens a page of the site, waits until it has loaded, and returns the
    answer.
    """

    def opened(url):
        answer = page.goto(live_server.url + url)
        assert answer.status < 400, url
        page.wait_for_load_state("networkidle")
        return answer

    return opened


def test_pages_for_readers_write_nothing_to_the_console(visit, complaints, sample_blog):
    post = Post.objects.get(slug__startswith="alder-falls")
    comment = post.comments.published().exclude(parent=None).first()
    own = [f"/comments/{comment.pk}/{act}/" for act in ("", "thread", "reply", "report")]
    urls = ["/", "/archive/", "/2010/", "/2010/07/", "/search/?q=clock", "/accounts/login/"]
    urls += [url.replace("//", "/") for url in own]
    urls += [f"{post.get_absolute_url()}{view}" for view in ("", "?sort=newest", "respond/")]
    urls += [tag.get_absolute_url() for tag in post.tags.all()]
    urls += [other.get_absolute_url() for other in Post.objects.published()]
    for url in urls:
        visit(url)
    assert complaints == []


def test_writing_and_reporting_write_nothing_to_the_console(page, visit, complaints):
    post = a_post()
    comment = a_comment(post, name="Ignace Peeters")
    visit(post.get_absolute_url())
    page.get_by_role("link", name="Reply to Ignace Peeters").click()
    page.get_by_label("Name").fill("Wendela")
    page.get_by_label("Comment", exact=True).fill("**Very** cold.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_have_text("Very")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Leave a reply", exact=True).click()
    page.get_by_label("Comment", exact=True).fill("Colder still.")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"#comment-"))
    page.wait_for_load_state("networkidle")
    page.locator(f"#comment-{comment.pk}").get_by_role("link", name="Report abuse").click()
    page.get_by_label("Spam").check()
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_role("status").first).to_contain_text("reference")
    assert complaints == []


def test_changing_ones_own_comment_writes_nothing_to_the_console(page, visit, complaints):
    Rule.objects.create(code="too_fast", state="off")
    post = a_post()
    visit(post.get_absolute_url())
    page.get_by_role("link", name="Leave a reply", exact=True).click()
    page.get_by_label("Name").fill("Wendela")
    page.get_by_label("Comment", exact=True).fill("Colder still.")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"#comment-"))
    comment = Comment.objects.get()
    own = page.locator(f"#comment-{comment.pk}")
    own.get_by_role("link", name="Edit").click()
    page.get_by_label("Comment", exact=True).fill("The kale did mind.")
    page.get_by_role("button", name="Save").click()
    expect(own).to_contain_text("The kale did mind.")
    a_comment(post, parent=comment)
    visit(post.get_absolute_url())
    own.get_by_role("link", name="Edit").click()
    page.get_by_role("textbox", name="Add").fill("On the tenth, too.")
    page.get_by_role("button", name="Add").click()
    expect(own).to_contain_text("On the tenth, too.")
    own.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("main")).to_contain_text("You took it back.")
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_a_refusal_that_is_shown_in_its_form_is_no_error_of_the_script(page, visit, complaints):
    visit(a_post().get_absolute_url())
    page.get_by_role("link", name="Leave a reply", exact=True).click()
    page.get_by_label("Name").fill("Admin")
    page.get_by_label("Comment", exact=True).fill("Colder still.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-alert]")).to_contain_text("sounds like a member of our staff")
    # The browser itself names every answer from 400 on, and nothing can keep it from that.
    assert [words for words in complaints if not words.startswith("Failed to load")] == []


def test_a_fault_of_the_server_is_an_error_in_the_console(page, visit, complaints):
    visit(a_post().get_absolute_url())
    page.get_by_role("link", name="Leave a reply", exact=True).click()
    page.get_by_label("Name").fill("Wendela")
    page.get_by_label("Comment", exact=True).fill("Colder still.")
    page.route("**/respond/form/", lambda route: route.fulfill(status=502, body="<h1>No</h1>"))
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-alert]")).to_contain_text("Your text is kept here")
    assert any("502 from" in words for words in complaints)


def test_deciding_writes_nothing_to_the_console(page, visit, sign_in, complaints):
    post = a_post()
    comments = [a_comment_that_is("held", post, body=f"Number {n}.") for n in range(4)]
    reported = a_comment(post)
    a_report(reported)
    sign_in(mona())
    visit(HELD)
    message = page.locator("#desk-said")
    for key, words in (("a", "Approved"), ("s", "Rejected"), ("u", "Undone"), ("z", "Skipped")):
        page.keyboard.press(key)
        expect(message).to_contain_text(words)
    visit(f"{HELD}{comments[1].pk}/change/?q=Number+3")  # not in the list beside it
    page.keyboard.press("s")
    expect(message).to_contain_text("Rejected")
    visit(f"{REPORTED}{reported.pk}/change/")
    page.get_by_label("A note for other moderators").fill("Look.")
    page.get_by_role("button", name="Add the note").click()
    expect(message).to_contain_text("Noted")
    page.keyboard.press("a")
    expect(message).to_contain_text("Kept")
    page.wait_for_load_state("networkidle")
    assert complaints == []


@pytest.mark.parametrize("who", [mona, edda])
def test_pages_for_staff_keep_their_policy_and_leave_the_console_empty(
    page, visit, sign_in, complaints, who
):
    """What the content security policy forbids is an error in the console."""
    comment = a_comment(a_post())
    a_report(comment)
    a_comment_that_is("held")
    decide("warn", comment, by=mona(), ground="A law")
    sign_in(who())
    visit("/admin/")
    links = page.locator("#content a[href^='/admin/'], #nav-sidebar a[href^='/admin/']")
    urls = set(links.evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    assert len(urls) > (10 if who is mona else 5)
    if who is mona:
        urls |= {f"{REPORTED}{comment.pk}/change/", f"{HELD}bulk/"}
    for url in sorted(urls):
        policy = visit(url).headers["content-security-policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy, url
    assert complaints == []
