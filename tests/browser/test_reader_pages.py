"""Reading in a real browser: permalinks, narrow screens, no scripts, print."""

import re

import pytest

from blogsite.pagecache.store import pages
from comments.models import Comment
from posts.models import Post
from tests.browser.accessibility import PHONE, assert_accessible
from tests.browser_thread import expect
from tests.cast import a_comment, a_conversation, a_post, alice, bob

ENDLESS = "https://example.com/" + "w" * 60 + " " + "M" * 200


@pytest.fixture(autouse=True)
def empty_page_cache():
    """Pages of the test before: the same addresses, other words."""
    pages.clear()


WORDS = {
    "first": "The first of all.",
    "folded": "The third reply to it.",
    "gone": "Nobody reads these words.",
    "deepest": f"Level 10. {ENDLESS}",
    "last": "Answer 23.",
}


def make_conversation():
    post = a_post(title="What the frost took " + "Donaudampfschifffahrt" * 3)
    first = a_comment(post, WORDS["first"], by=bob(), name="Bob")
    for words in ("One.", "Two.", WORDS["folded"], "Four."):
        a_comment(post, words, parent=first)
    under = gone = a_comment(post, WORDS["gone"], name="Gone Girl")
    for level in range(1, 11):
        by = alice() if level % 2 else bob()
        under = a_comment(post, f"Level {level}. {ENDLESS}", parent=under, by=by)
    gone.remove()
    long = a_comment(post, by=bob())
    for number in range(24):
        a_comment(post, f"Answer {number}.", parent=long, by=alice() if number % 2 else bob())


@pytest.fixture
def site(live_server, filled):
    """A post with what a conversation can hold; by name, the comments that tests look at."""
    filled(make_conversation)
    comments = {name: Comment.objects.get(body=words) for name, words in WORDS.items()}
    return Site(live_server.url, Post.objects.get(), comments)


class Site:
    """Addresses of one post and its comments."""

    def __init__(self, base, post, comments):
        self.base, self.post, self.comments = base, post, comments

    @property
    def front(self):
        return self.base + "/"

    @property
    def article(self):
        return self.base + self.post.get_absolute_url()

    @property
    def missing(self):
        return self.base + "/nothing/"

    def permalink(self, name):
        return f"{self.base}/comments/{self.comments[name].pk}/"

    def thread(self, name):
        return f"{self.permalink(name)}thread/"

    def mark(self, name):
        return f"#comment-{self.comments[name].pk}"


# Permalinks


def test_a_permalink_into_a_fold_opens_it_and_marks_the_comment(page, site):
    page.goto(site.permalink("folded"))
    comment = page.locator(site.mark("folded"))
    expect(comment).to_be_in_viewport()
    assert comment.evaluate("node => node.matches(':target')")
    assert comment.evaluate("node => node.closest('details').open")


def test_a_link_into_a_fold_opens_it_where_the_browser_does_not_by_itself(page, site):
    page.goto(site.article)
    comment = page.locator(site.mark("folded"))
    expect(comment).to_be_hidden()
    page.evaluate(f"location.hash = '{site.mark('folded')}'")
    expect(comment).to_be_in_viewport()
    page.evaluate("document.querySelector('details').open = false")
    page.evaluate("dispatchEvent(new Event('hashchange'))")
    expect(comment).to_be_in_viewport()


def test_a_malformed_fragment_breaks_nothing(page, site):
    faults = []
    page.on("pageerror", lambda fault: faults.append(fault))
    page.goto(site.article + "#%E0%A4%A")
    expect(page.locator("h1")).to_be_visible()
    assert faults == []


def test_a_permalink_leads_to_the_page_that_has_the_comment(page, site):
    for number in range(50):
        last = a_comment(site.post, by=alice() if number % 2 else bob())
    page.goto(f"{site.base}/comments/{last.pk}/")
    assert "page=2" in page.url
    expect(page.locator(f"#comment-{last.pk}")).to_be_in_viewport()


def test_a_permalink_to_a_comment_cut_from_the_page_leads_to_its_branch(page, site):
    page.goto(site.permalink("last"))
    assert site.thread("last") in page.url
    expect(page.locator(site.mark("last"))).to_be_in_viewport()


# Narrow screens, paper


def test_nothing_is_wider_than_the_screen(page, site):
    for address in (site.front, site.article, site.thread("deepest"), site.missing):
        page.goto(address)
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_ten_levels_read_on_a_phone(page, site):
    page.set_viewport_size(PHONE)
    page.goto(site.article)
    deepest = page.locator(site.mark("deepest"))
    assert deepest.get_attribute("data-level") == "10"
    letters = "node => node.clientWidth / (parseFloat(getComputedStyle(node).fontSize) / 2)"
    assert deepest.locator(".comment__body").evaluate(letters) >= 30
    expect(deepest).to_contain_text("in reply to Alice")


def test_a_chain_of_a_thousand_replies_reads_to_its_end(page, live_server):
    """Chromium flattens what nests deeper than 512; the last reply must stand where it belongs."""
    post = a_post()
    last = a_conversation(post, [None, *range(999)], by=bob)[-1]
    page.goto(f"{live_server.url}/comments/{last.pk}/")
    comment = page.locator(f"#comment-{last.pk}")
    expect(comment).to_be_in_viewport()
    expect(comment).to_contain_text("Words.")
    assert page.locator("article.comment").count() == 1000
    assert comment.get_attribute("data-level") == "999"
    depth = comment.evaluate("(n) => { let d = 0; while ((n = n.parentElement)) d++; return d; }")
    assert depth < 20
    assert comment.evaluate("(node) => node.getBoundingClientRect().width") > 200


def test_a_printed_page_shows_folded_comments_and_no_buttons(page, site):
    page.goto(site.article)
    page.emulate_media(media="print")
    expect(page.locator(f"{site.mark('folded')} .comment__body")).to_be_visible()
    expect(page.locator("[data-action='reply']").first).to_be_hidden()


# Without a mouse, without sight, without scripts


def test_pages_for_readers_are_accessible(page, site):
    for address in (site.front, site.article, site.thread("deepest"), site.missing):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        assert_accessible(page)


def test_a_comment_reads_as_depth_author_date_text_and_actions(page, site):
    page.goto(site.article)
    snapshot = page.locator(site.mark("deepest")).aria_snapshot()
    pieces = [
        "Reply to Alice, level 10: Bob",
        " at ",
        "in reply to",
        "Level 10.",
        'link "Reply to Bob"',
        'link "Report abuse"',
    ]
    places = [snapshot.find(piece) for piece in pieces]
    assert -1 not in places and places == sorted(places), snapshot
    assert snapshot.count("level 10") == 1


def test_every_root_comment_has_a_heading_and_the_page_landmarks(page, site):
    page.goto(site.article)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => h.localName)")
    assert levels[:2] == ["h1", "h2"] and levels.count("h1") == 1
    headings = page.locator("#comments h3.comment__head")
    assert headings.all_inner_texts()[0].split() == ["1", "Bob"]
    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page.get_by_role("region", name=re.compile("responses"))).to_have_count(1)


def test_the_keyboard_skips_to_the_conversation_and_to_the_form(page, site):
    page.goto(site.article)
    for label, place in (("To the conversation", "comments"), ("To “Leave a reply”", "respond")):
        link = page.get_by_role("link", name=label)
        link.focus()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator(f"#{place}")).to_be_in_viewport()
        assert page.evaluate("document.activeElement.id") == place


def test_everything_reads_and_works_with_scripts_off(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(site.permalink("folded"))
    page.goto(site.article)
    page.locator(".comment-fold > summary").click()
    expect(page.locator(site.mark("folded"))).to_be_visible()
    page.get_by_role("link", name="Newest first").click()
    expect(page.get_by_role("link", name="Newest first")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="4 more replies in this thread").click()
    expect(page.locator(site.mark("last"))).to_be_visible()
    page.get_by_role("link", name="responses under this post").click()
    page.get_by_role("link", name="Whole thread on one page").click()
    expect(page.locator(site.mark("last"))).to_be_visible()
    context.close()


# Content Security Policy and removed comments


def test_no_page_breaks_the_content_security_policy(page, site):
    messages = []
    page.on("console", lambda message: messages.append(message))
    page.on("pageerror", lambda fault: messages.append(fault))
    for address in (site.front, site.article, site.thread("last")):
        page.goto(address)
        page.wait_for_load_state("networkidle")
    assert messages == []


def test_a_removed_comment_leaves_its_place_without_a_name(page, site):
    page.goto(site.article)
    stone = page.locator(site.mark("gone"))
    expect(stone).to_have_attribute("data-status", "removed")
    expect(stone.locator(".comment__number")).to_have_text("2")
    expect(stone).to_contain_text("A moderator removed this comment.")
    assert "Gone Girl" not in page.content() and "Nobody reads" not in page.content()
