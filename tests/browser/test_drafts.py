"""Drafts of comments in a real browser: one for each tab, offered again after a reload."""

import re

import pytest

from accounts.models import Person
from comments.models import Comment
from comments.status_links import status_path
from tests.browser_thread import expect, wait_until
from tests.cast import NEWER, a_comment, a_post

WORDS, OTHERS = "The dahlias went on the ninth.", "The kale did not mind."
NOTICE = "You have an unsent reply to Ana Ruiz: go on writing"


@pytest.fixture
def parent(transactional_db):
    return a_comment(a_post(title="What the frost took"), "On the eighth.", name="Ana Ruiz")


@pytest.fixture
def address(live_server, parent):
    return live_server.url + parent.post.get_absolute_url()


@pytest.fixture
def other_tab(page):
    return page.context.new_page()


def open_reply(page, address):
    page.goto(address)
    page.get_by_role("link", name="Reply to Ana Ruiz").click()
    expect(page.locator(".slot form")).to_be_visible()


def words(page):
    return page.get_by_label("Comment", exact=True)


def write(page, text=WORDS):
    page.get_by_label("Name").fill("Wendela")
    words(page).fill(text)


def send(page):
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile("#comment-"))


def drafts_in(page):
    return page.evaluate(
        "Object.keys(localStorage).filter((name) => name.startsWith('soundoff:draft:')).length"
    )


def test_two_tabs_at_one_place_keep_a_draft_each(page, other_tab, address):
    open_reply(page, address)
    open_reply(other_tab, address)
    write(page)
    write(other_tab, OTHERS)
    for tab, text in ((page, WORDS), (other_tab, OTHERS)):
        open_reply(tab, address)
        expect(words(tab)).to_have_value(text)


def test_a_duplicated_tab_keeps_a_draft_of_its_own(page, address):
    open_reply(page, address)
    with page.context.expect_page() as opened:
        page.evaluate(
            "open(location.href)"
        )  # with a copy of the session storage, as a duplicated tab has
    double = opened.value
    session = "sessionStorage.getItem('soundoff:tab')"
    wait_until(double, f"{session} && {session} !== {page.evaluate(session)!r}")
    open_reply(double, address)
    write(page)
    write(double, OTHERS)
    for tab, text in ((page, WORDS), (double, OTHERS)):
        open_reply(tab, address)
        expect(words(tab)).to_have_value(text)


def test_the_draft_of_a_closed_tab_is_offered_and_can_be_used(page, other_tab, address, parent):
    open_reply(other_tab, address)
    write(other_tab)
    other_tab.close()
    open_reply(page, address)
    expect(words(page)).to_have_value("")
    expect(page.locator("[data-offer]")).to_contain_text(WORDS)
    page.get_by_role("button", name="Use it").click()
    expect(words(page)).to_have_value(WORDS)
    send(page)
    assert Comment.objects.get(parent=parent).body == WORDS
    assert drafts_in(page) == 0, "the closed tab's draft went with what was sent"


def test_a_restored_draft_is_added_below_the_text(page, other_tab, address):
    open_reply(other_tab, address)
    write(other_tab)
    open_reply(page, address)
    words(page).fill(OTHERS)
    page.get_by_role("button", name="Use it").click()
    expect(words(page)).to_have_value(f"{OTHERS}\n\n{WORDS}")
    open_reply(other_tab, address)
    expect(words(other_tab)).to_have_value(WORDS)


def test_an_offered_draft_can_be_discarded(page, other_tab, address):
    open_reply(other_tab, address)
    write(other_tab)
    other_tab.close()
    open_reply(page, address)
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("[data-offer]")).to_have_count(0)
    assert drafts_in(page) == 0


def test_after_a_reload_a_link_leads_to_the_form_with_the_draft(page, address, parent):
    for number in range(20):
        a_comment(parent.post, name=f"Voice {number}", by=Person.objects.create())
    open_reply(page, address)
    write(page)
    page.reload()
    notice = page.locator("[data-drafts]")
    expect(notice).to_contain_text(NOTICE)
    expect(notice).to_be_in_viewport()
    page.get_by_role("link", name="go on writing").click()
    expect(words(page)).to_have_value(WORDS)
    expect(words(page)).to_be_in_viewport()
    expect(notice).to_be_hidden()
    page.keyboard.press("Escape")
    expect(notice).to_be_visible()


def test_a_draft_of_a_root_comment_is_called_a_comment(page, address):
    page.goto(address)
    page.get_by_role("link", name="Leave a reply", exact=True).click()
    write(page)
    page.reload()
    expect(page.locator("[data-drafts]")).to_contain_text("You have an unsent comment: go on")
    page.get_by_role("button", name="Later").click()
    expect(page.locator("[data-drafts]")).to_be_hidden()


def test_the_draft_is_gone_once_the_comment_is_stored(page, address):
    open_reply(page, address)
    write(page)
    send(page)
    page.goto(address)
    expect(page.get_by_role("link", name="Reply to Ana Ruiz")).to_be_visible()
    expect(page.locator("[data-drafts]")).to_be_hidden()
    assert drafts_in(page) == 0


def test_the_form_on_its_own_page_deletes_the_draft_when_sent(page, live_server, parent):
    place = f"{live_server.url}/comments/{parent.pk}/reply/"
    page.route("**/htmx*.js", lambda route: route.abort())
    page.goto(place)
    write(page)
    page.evaluate("document.querySelector('form.writing').removeAttribute('hx-post')")
    send(page)
    wait_until(
        page, "!Object.keys(localStorage).some((name) => name.startsWith('soundoff:draft:'))"
    )


def test_a_draft_survives_its_parent_and_is_offered_under_the_post(page, address, parent):
    open_reply(page, address)
    write(page)
    parent.remove()
    a_comment(parent.post)
    page.goto(f"{address}?v={NEWER}")
    page.get_by_role("link", name="go on writing").click()
    page.get_by_role("button", name="Use it").click()
    expect(words(page)).to_have_value(WORDS)


def test_a_draft_is_not_offered_under_another_post(page, live_server, address):
    other = a_comment(a_post())
    open_reply(page, address)
    write(page)
    page.goto(live_server.url + other.post.get_absolute_url())
    expect(page.get_by_role("link", name="Reply to Alice")).to_be_visible()
    expect(page.locator("[data-drafts]")).to_be_hidden()


def test_a_preview_does_not_warn_and_leaves_the_draft(page, address):
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    open_reply(page, address)
    write(page)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview")).to_contain_text(WORDS)
    open_reply(page, address)
    expect(words(page)).to_have_value(WORDS)
    assert questions == []


def test_more_replies_open_at_the_first_that_was_left_out(page, address, parent):
    replies = [a_comment(parent.post, f"Reply {number}.", parent=parent) for number in range(25)]
    page.goto(f"{address}?v={NEWER}")
    link = page.get_by_role("link", name="5 more replies")
    thread = f"/comments/{parent.pk}/thread/#comment-{replies[20].pk}"
    assert link.get_attribute("href").endswith(thread)
    link.click()
    expect(page.locator(f"#comment-{replies[20].pk}")).to_be_in_viewport()
    expect(page.locator(f"#comment-{replies[24].pk}")).to_be_attached()


def test_words_of_a_change_come_back_after_a_reload_until_they_are_saved(page, live_server, parent):
    page.goto(live_server.url + status_path(parent))
    words(page).fill(WORDS)
    page.reload()
    expect(words(page)).to_have_value(WORDS)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".quoted")).to_contain_text(WORDS)
    assert drafts_in(page) == 0
