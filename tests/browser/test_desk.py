"""A moderator at the desk in a real browser: by keyboard alone, two at once, without scripts."""

from collections import Counter
from datetime import timedelta
from functools import partialmethod
from itertools import product

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Finding
from moderation.claims import Claim
from moderation.models import (
    Appeal,
    Ban,
    Batch,
    Decision,
    HeldComment,
    HouseRule,
    Note,
    Rule,
    SavedFilter,
    ScreeningList,
)
from moderation.similarity.filling import fill_newest
from posts.models import Blog
from tests.browser.accessibility import assert_accessible
from tests.browser_thread import expect
from tests.browsers import TIMEOUT_MILLISECONDS
from tests.cast import a_comment, a_post, account, an_owner, bob, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
TABLET = {"width": 1024, "height": 768}
HELD, REPORTED = "/admin/moderation/heldcomment/", "/admin/moderation/reportedcomment/"
HOSTILE = [
    "<script>document.title = 'owned'</script>",
    "<img src=x onerror=\"document.title = 'owned'\">",
    "</textarea></p></li><svg onload=\"document.title = 'owned'\">",
    '"><mark onmouseover="document.title = 1">{{ 7*7 }}{% now "Y" %}',
    "[click](javascript:document.title=1) `<iframe srcdoc='<script>1</script>'>`",
]


@pytest.fixture(autouse=True)
def no_claims(transactional_db):
    cache.clear()


@pytest.fixture
def sign_in(live_server):
    """Return a function that signs somebody in to the browser of a page."""

    def signed_in(page, who):
        client = Client()
        client.force_login(who)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies(
            [{"name": "sessionid", "value": cookie, "url": live_server.url}],
        )

    return signed_in


@pytest.fixture
def desk(page, sign_in):
    sign_in(page, mona())
    page.set_viewport_size(DESK)
    return page


@pytest.fixture
def faults(page):
    """Return a list that collects script errors, console messages and dialogs."""
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda fault: messages.append(str(fault)))
    page.on("dialog", lambda dialog: messages.append(dialog.message))
    return messages


def card_of(page):
    return int(page.locator("[data-comment]").get_attribute("data-comment"))


def press(page, key, message):
    """Press a key on the card and wait for the message of the desk."""
    page.keyboard.press(key)
    expect(page.locator("#desk-said")).to_contain_text(message)


# By keyboard


def decide_by_key(desk, comment, key, message):
    """Decide with one key, "r" on the ground that a further letter chooses, and wait for it."""
    assert card_of(desk) == comment.pk
    if key == "r" and comment.is_held:  # no ground is chosen; that of a report is
        desk.keyboard.press("r")
        expect(desk.locator("#ground")).to_be_focused()
        desk.keyboard.press("p")
        key = "Enter"
    press(desk, key, message)
    expect(desk.locator(f"#card [data-comment='{comment.pk}']")).to_have_count(0)


def test_a_shift_of_twenty_mixed_items_by_keyboard_alone(desk, live_server, faults):
    post, now = a_post(), timezone.now()
    held = [a_comment_that_is("held", post, body=f"Number {n}.", by=bob()) for n in range(12)]
    reported = [a_comment(post, f"Gate {n}.") for n in range(6)]
    for number, comment in enumerate(reported):
        a_report(comment, minutes_ago=60 - number)
    late = a_comment(post, "A late thought.")
    Comment.objects.filter(pk=late.pk).update(quiet_days=400)
    removed = a_comment(post, "A quotation.")
    appeal = Appeal.objects.file(decide("remove", removed, by=milo(), ground=a_rule()), "I quoted.")
    old = {"comment": held[0], "person": held[0].author, "by": milo(), "source": "own"}
    for days in (2, 32, 90):
        Decision.objects.create(action="keep", created=now - timedelta(days=days), **old)
    decided_before = Decision.objects.count()

    desk.set_viewport_size(TABLET)
    desk.goto(live_server.url + HELD)
    desk.evaluate("window.untouched = true")
    assert_accessible(desk, [TABLET], within="#content-start")
    desk.keyboard.press("w")
    expect(desk.locator("#reply-body")).to_be_focused()
    desk.keyboard.type("ask 1 question")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Approve and reply")).to_be_focused()
    press(desk, "Enter", "Your reply is published.")
    for number, comment in enumerate(held[1:]):
        key, message = [("a", "Approved"), ("s", "Rejected"), ("r", "Rejected")][number % 3]
        decide_by_key(desk, comment, key, message)
    expect(desk.locator("#card")).to_contain_text("All done")
    assert desk.evaluate("window.untouched")  # the page was never loaded again

    desk.set_viewport_size(PHONE)
    desk.keyboard.press("2")
    for number, comment in enumerate(reported):
        expect(desk.locator(f"#card [data-comment='{comment.pk}']")).to_be_visible()
        decide_by_key(desk, comment, *[("a", "Kept"), ("r", "Removed")][number % 2])
    desk.keyboard.press("3")
    expect(desk.locator(f"[data-comment='{late.pk}']")).to_be_visible()
    decide_by_key(desk, late, "a", "Kept")
    desk.keyboard.press("6")
    expect(desk.locator("#card")).to_contain_text("I quoted.")
    assert_accessible(desk, [PHONE, TABLET], within="#content-start")
    desk.keyboard.press("w")
    expect(desk.locator("#words")).to_be_focused()
    desk.keyboard.type("you quoted, out of 10")
    desk.keyboard.press("Escape")
    press(desk, "o", "Appeal granted")
    expect(desk.locator("#card")).to_contain_text("All done")

    own = Decision.objects.filter(by=mona())
    assert own.count() == Decision.objects.count() - decided_before == 20
    grounds = [d.house_rule.rule.code for d in own.filter(action__in=["reject", "remove"])]
    assert Counter(grounds) == {"spam": 4, "private_information": 3, "harassment": 3}
    assert not Appeal.objects.waiting().exists() and appeal.text
    removed.refresh_from_db()
    assert removed.is_published and Comment.objects.get(parent=held[0]).body == "ask 1 question"

    # The history of an author, and from there what was decided last month.
    desk.goto(f"{live_server.url}{REPORTED}{held[0].pk}/change/")
    desk.keyboard.press("h")
    desk.wait_for_url(f"**/admin/accounts/person/{held[0].author_id}/")
    expect(desk.locator(".history__rows > li")).to_have_count(12)
    assert_accessible(desk, [PHONE, TABLET], within="#content-start")
    skip_navigation(desk)
    tab_to(desk, desk.get_by_role("link", name="Decisions 15"))
    desk.keyboard.press("Enter")
    search = desk.get_by_role("link", name="Search these decisions")
    expect(search).to_be_visible()
    skip_navigation(desk)
    tab_to(desk, search)
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("From")).to_be_visible()
    skip_navigation(desk)
    tab_to(desk, desk.get_by_label("Words, author, R-…"))
    desk.keyboard.type("number 0")
    tab_to(desk, desk.get_by_label("From"))
    desk.keyboard.type(f"{now - timedelta(days=45):%m%d%Y}")
    tab_to(desk, desk.get_by_label("To", exact=True))
    desk.keyboard.type(f"{now - timedelta(days=15):%m%d%Y}")
    desk.keyboard.press("Enter")
    expect(desk.locator(".history__rows > li")).to_have_count(1)
    expect(desk.locator(".history__rows")).to_contain_text("by Milo")
    assert_accessible(desk, [TABLET], within="#content-start")
    assert faults == []


def skip_navigation(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_undo_skip_next_and_previous_by_keyboard(desk, live_server, faults):
    post = a_post()
    one, two, three = (a_comment_that_is("held", post, body=f"Number {n}.") for n in range(3))
    desk.goto(live_server.url + HELD)
    press(desk, "s", "Rejected")
    press(desk, "u", "Undone (Rejected)")
    assert card_of(desk) == one.pk
    one.refresh_from_db()
    assert one.is_held
    desk.goto(f"{live_server.url}{HELD}{two.pk}/change/")
    desk.keyboard.press("j")
    expect(desk.locator(f"[data-comment='{three.pk}']")).to_be_visible()
    expect(desk.locator(f"[data-item='{three.pk}']")).to_have_attribute("aria-current", "true")
    desk.keyboard.press("k")
    expect(desk.locator(f"[data-comment='{two.pk}']")).to_be_visible()
    press(desk, "z", "Skipped")
    assert card_of(desk) == three.pk
    assert f"{three.pk}/change/" in desk.url
    assert faults == []


def test_the_ground_is_chosen_by_keyboard(desk, live_server, faults):
    comment = a_comment_that_is("held")
    desk.goto(live_server.url + HELD)
    desk.keyboard.press("g")
    expect(desk.locator("#ground")).to_be_focused()
    desk.keyboard.press("p")
    desk.keyboard.press("Escape")
    expect(desk.locator("[data-focus]")).to_be_focused()
    press(desk, "r", "Rejected")
    assert Decision.objects.get(comment=comment).house_rule == a_rule("private_information")
    assert faults == []


def test_no_comment_is_removed_on_a_ground_that_nobody_chose(desk, live_server, faults):
    comment = a_comment_that_is("held")
    desk.goto(live_server.url + HELD)
    for ask in (
        lambda: desk.keyboard.press("r"),
        lambda: desk.get_by_role("button", name="Reject").click(),
        lambda: desk.get_by_role("button", name="Warn the author").click(),
    ):
        ask()
        expect(desk.locator("#ground")).to_be_focused()
        expect(desk.locator("#ground-hint")).to_contain_text("On what ground?")
        desk.keyboard.press("Enter")
        expect(desk.locator("#ground")).to_be_focused()
        desk.keyboard.press("Escape")
        expect(desk.locator("#ground-hint")).to_be_empty()
        expect(desk.locator("[data-focus]")).to_be_focused()
    desk.keyboard.press("g")
    expect(desk.locator("#ground")).to_be_focused()
    desk.keyboard.press("p")
    desk.keyboard.press("Enter")  # no decision is pending, so nothing happens
    desk.wait_for_load_state("networkidle")
    assert not Decision.objects.exists()
    desk.get_by_role("button", name="Warn the author").click()
    expect(desk.locator("#desk-said")).to_contain_text("Warned")
    assert Decision.objects.get(comment=comment).house_rule == a_rule("private_information")
    assert faults == []


def tab_to(page, locator):
    """Move the focus to an element by the Tab key alone."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if locator.evaluate("node => node === document.activeElement"):
            return
    pytest.fail("The focus never came there.")


def test_the_conversation_around_a_comment_opens_and_closes_by_keyboard(desk, live_server, faults):
    post = a_post()
    parent = a_comment(post, "Rime on the gate.")
    a_comment_that_is("held", post, body=" ".join(HOSTILE), by=bob(), parent=parent)
    desk.goto(live_server.url + HELD)
    context = desk.locator("#context")
    desk.keyboard.press("c")
    expect(desk.locator("#context-title")).to_be_focused()
    expect(context).to_contain_text("Rime on the gate.")
    assert_accessible(desk, [PHONE, DESK], within="#content-start")
    for closer in ("Escape", "c"):
        desk.keyboard.press(closer)
        expect(context).to_be_empty()
        expect(desk.locator("[data-focus]")).to_be_focused()
        desk.keyboard.press("c")
        expect(desk.locator("#context-title")).to_be_focused()
    assert faults == []


def test_a_ban_by_keyboard_keeps_the_comment_on_the_desk(desk, live_server, faults):
    comment = a_comment_that_is("held")
    desk.goto(live_server.url + HELD)
    desk.keyboard.press("b")
    expect(desk.locator("#ban-whom")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#banning form")).to_be_hidden()
    expect(desk.locator("[data-focus]")).to_be_focused()
    desk.keyboard.press("b")
    expect(desk.locator("#ban-whom")).to_be_focused()
    desk.locator("#ban-ground").focus()
    desk.keyboard.press("p")
    expect(desk.locator("#ban-ground option:checked")).to_have_text("Private stays private")
    desk.get_by_role("button", name="Ban", exact=True).press("Enter")
    expect(desk.locator("#desk-said")).to_contain_text("Banned")
    assert card_of(desk) == comment.pk
    expect(desk.locator("#card")).to_contain_text("Ban in force")
    press(desk, "r", "Rejected")
    assert faults == []


def test_keys_can_be_switched_off_and_stay_off(desk, live_server):
    comment = a_comment_that_is("held")
    desk.goto(live_server.url + HELD)
    desk.keyboard.press("?")
    sheet = desk.get_by_role("dialog")
    expect(sheet).to_be_visible()
    desk.keyboard.press("r")  # the sheet is read, not worked with
    sheet.get_by_label("Keys are on").uncheck()
    desk.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    desk.keyboard.press("r")
    desk.reload()
    desk.keyboard.press("r")
    desk.get_by_role("button", name="Keys").click()
    expect(sheet.get_by_label("Keys are on")).not_to_be_checked()
    assert not Decision.objects.exists()
    sheet.get_by_label("Keys are on").check()
    desk.keyboard.press("Escape")
    press(desk, "s", "Rejected")
    comment.refresh_from_db()
    assert comment.status == "rejected"


def test_letters_typed_in_a_note_decide_nothing(desk, live_server):
    a_comment_that_is("held")
    desk.goto(live_server.url + HELD)
    desk.get_by_label("A note for other moderators").fill("")
    desk.keyboard.type("sarbuzjk?")
    desk.get_by_role("button", name="Add the note").click()
    expect(desk.locator("#desk-said")).to_have_text("Noted.")
    assert Note.objects.get().text == "sarbuzjk?"
    assert not Decision.objects.exists()


def test_enter_in_the_law_decides_nothing(desk, live_server):
    comment = a_comment_that_is("held")
    desk.goto(live_server.url + HELD)
    desk.evaluate("window.untouched = true")
    desk.get_by_label("or a law").fill("StGB § 185")
    desk.keyboard.press("Enter")
    desk.wait_for_load_state("networkidle")
    assert desk.evaluate("window.untouched") and not Decision.objects.exists()
    desk.keyboard.press("Escape")
    press(desk, "r", "Rejected")
    assert Decision.objects.get(comment=comment).law == "StGB § 185"


def test_after_the_last_item_of_a_page_comes_the_next_page(desk, live_server):
    post = a_post()
    held = [a_comment_that_is("held", post, body=f"Number {n}.") for n in range(22)]
    desk.goto(f"{live_server.url}{HELD}")
    desk.locator(f"[data-item='{held[19].pk}']").click()
    expect(desk.locator(f"[data-comment='{held[19].pk}']")).to_be_visible()
    press(desk, "s", "Rejected")
    assert card_of(desk) == held[20].pk
    marked = desk.locator(f"[data-item='{held[20].pk}']")
    expect(marked).to_have_attribute("aria-current", "true")


def test_replies_picks_other_queues_and_the_next_item_by_keyboard(
    desk, live_server, faults, sign_in
):
    sign_in(desk, an_owner())
    post = a_post()
    held = [a_comment_that_is("held", post, body=f"Number {n}.") for n in range(3)]
    late = a_comment(post, "A late thought.")
    Comment.objects.filter(pk=late.pk).update(quiet_days=400)
    desk.goto(live_server.url + HELD)
    desk.keyboard.press("w")
    expect(desk.locator("#reply-body")).to_be_focused()
    desk.keyboard.type("ask 1 question")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Approve and reply")).to_be_focused()
    press(desk, "Enter", "Your reply is published.")
    assert [reply.body for reply in Comment.objects.filter(parent=held[0])] == ["ask 1 question"]
    desk.keyboard.press("n")
    expect(desk.locator(f"[data-comment='{held[2].pk}']")).to_be_visible()
    desk.keyboard.press("3")
    expect(desk.locator(f"[data-comment='{late.pk}']")).to_be_visible()
    press(desk, "p", "Picked")
    press(desk, "a", "Kept")
    desk.keyboard.press("1")
    expect(desk.locator(".tabs__tab[data-key='1']")).to_have_attribute("aria-current", "page")
    assert Comment.objects.get(pk=late.pk).picked
    assert faults == []


# Quick fingers

# Presses keys one after the other, before any response can arrive.
PRESS_AT_ONCE = """keys => keys.forEach(key => document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true })))"""
# Presses a key as soon as the next card is there.
ON_EVERY_CARD = """key => new MutationObserver(() => document.querySelector("[data-key=a]") &&
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
).observe(document.getElementById("card"), { childList: true })"""


def test_an_early_undo_undoes_the_decision_that_it_followed(desk, live_server):
    post = a_post()
    one, _ = (a_comment_that_is("held", post, body=f"Number {n}.") for n in range(2))
    desk.goto(live_server.url + HELD)
    desk.evaluate("window.untouched = true")
    desk.evaluate(PRESS_AT_ONCE, ["s", "u"])
    expect(desk.locator("#desk-said")).to_contain_text("Undone (Rejected)")
    assert card_of(desk) == one.pk
    assert list(Decision.objects.values_list("action", flat=True)) == ["undo", "reject"]
    assert desk.evaluate("window.untouched")


def test_a_key_pressed_before_a_card_appears_does_not_decide_on_it(desk, live_server):
    post = a_post()
    one, two, three = (a_comment_that_is("held", post, body=f"Number {n}.") for n in range(3))
    desk.goto(live_server.url + HELD)
    desk.evaluate(PRESS_AT_ONCE, ["a", "r", "j", "s"])
    expect(desk.locator(f"[data-comment='{three.pk}']")).to_be_visible()
    press(desk, "a", "Approved")
    assert {decision.comment for decision in Decision.objects.all()} == {one, three}
    assert HeldComment.objects.get().pk == two.pk


def test_a_key_pressed_as_soon_as_a_card_appears_decides_on_it(desk, live_server):
    post = a_post()
    held = [a_comment_that_is("held", post, body=f"Number {n}.") for n in range(3)]
    desk.goto(live_server.url + HELD)
    desk.evaluate("window.untouched = true")
    desk.evaluate(ON_EVERY_CARD, "a")
    desk.keyboard.press("a")
    expect(desk.locator("#card")).to_contain_text("All done")
    assert desk.evaluate("window.untouched")
    decided = Decision.objects.order_by("pk").values_list("comment", flat=True)
    assert list(decided) == [comment.pk for comment in held]


def test_the_second_click_of_a_double_click_does_not_decide_on_the_next_card(desk, live_server):
    post = a_post()
    one, two, three = (a_comment_that_is("held", post, body=f"Number {n}.") for n in range(3))
    desk.goto(live_server.url + HELD)
    press(desk, "a", "Approved")  # from now on every card appears in the place of the one before
    approve = desk.get_by_role("button", name="Approve")
    approve.click()
    expect(desk.locator(f"[data-comment='{three.pk}']")).to_be_visible()
    desk.mouse.down(click_count=2)
    desk.mouse.up(click_count=2)
    desk.wait_for_load_state("networkidle")
    assert HeldComment.objects.get() == HeldComment(pk=three.pk)
    approve.click()
    expect(desk.locator("#card")).to_contain_text("All done")


def test_an_undo_after_a_failed_decision_undoes_nothing(desk, live_server):
    post = a_post()
    one, two = (a_comment_that_is("held", post, body=f"Number {n}.") for n in range(2))
    desk.goto(live_server.url + HELD)
    press(desk, "a", "Approved")
    Decision.objects.take("approve", two, by=milo())
    desk.evaluate(PRESS_AT_ONCE, ["s", "u"])
    expect(desk.locator("#card [role=alert]")).to_contain_text("Milo was first")
    desk.wait_for_load_state("networkidle")
    assert not Decision.objects.filter(action="undo").exists()


def test_a_moderator_who_moves_on_releases_the_claim(desk, live_server):
    post = a_post()
    one, two = (a_comment_that_is("held", post, body=f"Number {n}.") for n in range(2))
    desk.goto(live_server.url + HELD)
    with desk.expect_response("**/claim/"):
        pass
    with desk.expect_response("**/claim/"):
        desk.keyboard.press("j")
    assert set(Claim.among([one.pk, two.pk])) == {two.pk}


# Two at once


def test_two_moderators_on_one_item_see_each_other_and_decide_once(
    desk, browser, live_server, sign_in
):
    comment = a_comment_that_is("held")
    context = browser.new_context(locale="en-US")
    other = context.new_page()
    sign_in(other, milo())
    desk.goto(live_server.url + HELD)
    with desk.expect_response("**/claim/"):
        pass
    other.goto(live_server.url + HELD)
    expect(other.locator("#looking")).to_contain_text("Mona has been looking at this")
    press(other, "a", "Approved")
    desk.keyboard.press("s")
    alert = desk.locator("#card [role=alert]")
    expect(alert).to_contain_text("Milo was first: Approve")
    comment.refresh_from_db()
    assert comment.is_published and Decision.objects.count() == 1
    press(desk, "s", "Removed")  # having read it, Mona decides otherwise
    expect(desk.locator("#card")).to_contain_text("All done")
    comment.refresh_from_db()
    assert comment.status == "removed"
    context.close()


# Hostile words


def test_hostile_comments_names_notes_and_reports_run_nothing(desk, live_server, faults):
    post = a_post()
    parent = a_comment(post, HOSTILE[0], by=bob(), name=HOSTILE[1][:60])
    for words in HOSTILE:
        comment = a_comment(post, words, name=words[:60], parent=parent)
        a_report(comment, f"reader{comment.pk}", "other", note=words)
        Note.objects.write(words, by=milo(), comment=comment)
        comment.earlier_versions.create(body=words, written=comment.created)
        Finding.objects.create(
            comment=comment,
            rule="many_links",
            verdict="hold",
            parameters={"links": 2},
            evidence=words[:9],
        )
        comment.hold()
    for queue in (HELD, REPORTED):
        desk.goto(live_server.url + queue)
        for words in HOSTILE:
            expect(desk.locator("#card .card__words .words").first).to_have_text(words)
            desk.keyboard.press("j")
            desk.wait_for_load_state("networkidle")
    desk.goto(f"{live_server.url}{HELD}bulk/?q=" + "%3Cscript%3E")
    desk.goto(f"{live_server.url}{HELD}?q=%22%3E%3Cscript%3Edocument.title%3D1%3C/script%3E")
    assert desk.locator("#content script, #content iframe, #content svg, #content img").count() == 0
    assert "Soundoff" in desk.title()
    assert faults == []


def test_a_ban_ends_on_the_day_and_at_the_time_that_were_picked(desk, live_server, faults):
    desk.goto(live_server.url + "/admin/moderation/ban/add/")
    desk.get_by_label("IP address or network").fill("203.0.113.0/24")
    end = timezone.now().replace(day=17) + timedelta(days=60)
    desk.get_by_label("Day").fill(f"{end:%Y-%m}-17")
    desk.get_by_label("Time", exact=True).fill("18:00")
    desk.get_by_label("Ground").select_option(index=1)
    desk.get_by_role("button", name="Ban", exact=True).click()
    expect(desk.locator(".messagelist")).to_be_visible()
    until = Ban.objects.get().until.astimezone(Blog.objects.current().zone)
    assert (until.day, until.hour) == (17, 18)
    assert faults == []


# Many at once


def test_a_batch_goes_on_by_itself_and_one_press_undoes_it(desk, live_server, faults, monkeypatch):
    monkeypatch.setattr(Batch, "step", partialmethod(Batch.step, size=20))
    post = a_post()
    for number in range(24):
        a_comment_that_is("held", post, body=f"Buy {number}.")
    desk.goto(live_server.url + HELD + "?q=Buy")
    desk.get_by_role("link", name="Decide on all found").click()
    expect(desk.locator(".bulk__sample li")).to_have_count(20)
    desk.get_by_label("Action", exact=True).select_option("spam")
    desk.get_by_role("button", name="Decide on 24").click()
    expect(desk.locator("#progress")).to_contain_text("24 of 24", timeout=TIMEOUT_MILLISECONDS)
    expect(desk.locator("[data-over]")).to_have_text("Decided.")
    assert Comment.objects.held().count() == 0
    desk.get_by_role("button", name="Undo all").click()
    expect(desk.locator("[data-over]")).to_have_text("Undone.", timeout=TIMEOUT_MILLISECONDS)
    assert Comment.objects.held().count() == 24
    assert Batch.objects.get().undone_by == mona()
    assert faults == []


def test_copies_of_a_removed_comment_are_reviewed_and_removed_together(desk, live_server, faults):
    words = "Earn five hundred a day from home, ask me how, and tell all of your friends about it."
    post = a_post()
    old, copy = (a_comment(post, words, by=bob()) for _number in range(2))
    Comment.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=400))
    decide("spam", a_comment(post, words.replace("Earn", "Win")), by=milo())
    waiting = a_comment_that_is("held", post, body=words)
    wave = [a_comment(a_post(), words, by=account(f"w{number}")) for number in range(2)]
    fill_newest()
    desk.goto(f"{live_server.url}{HELD}{waiting.pk}/change/")
    expect(desk.locator("#card")).to_contain_text("Nearly the same words")
    assert_fits(desk)
    desk.get_by_role("link", name="Look at them together").click()
    expect(desk.locator("[name=comment]:checked")).to_have_count(4)
    assert_fits(desk)
    desk.go_back()
    press(desk, "s", "Rejected")
    desk.get_by_role("link", name="Similar ones…").click()
    expect(desk.locator("[name=comment]:checked")).to_have_count(3)
    desk.get_by_role("button", name="Search them too").click()
    desk.get_by_role("link", name="Show all of them in the list").click()
    expect(desk.locator("[name=comment]:checked")).to_have_count(4)
    assert_fits(desk)
    desk.locator(f"[name=comment][value='{wave[0].pk}']").uncheck()
    desk.get_by_role("button", name="Decide on those that are ticked").click()
    expect(desk.locator("[data-over]")).to_have_text("Decided.", timeout=TIMEOUT_MILLISECONDS)
    expect(desk.locator("#progress")).to_contain_text("3 of 3")
    removed = Comment.objects.filter(status="removed", pk__in=[old.pk, copy.pk, wave[1].pk])
    assert removed.count() == 3 and faults == []


def assert_fits(page):
    for size in (PHONE, DESK):
        assert_accessible(page, [size], within="#content-start")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], page.url


# How it looks and reads


def test_the_desk_is_accessible_and_nothing_is_too_wide(desk, live_server):
    post = a_post()
    comment = a_comment(post, "Words " + "w" * 300, ip="203.0.113.7", email="a@b.example")
    a_report(comment, note="A note.")
    for number in range(5):
        a_report(comment, f"friend{number}")
    a_comment_that_is("held", post)
    SavedFilter.objects.store("Old", {"age": "newer-7"}, queue="heldcomment", user=mona())
    decide("warn", comment, by=mona(), ground="A law")
    narrowed = HELD + "?place=nowhere&age=newer-7"
    texts = {"house_rule": HouseRule.objects.get(code="spam"), "sentence": "It sells something."}
    phrases = ScreeningList.objects.start("phrases", "Sales talk", by=mona(), **texts)
    phrases.add({"buy now": "Buy now!"}, "hold", by=mona())
    Rule.objects.create(code="many_links", state="shadow")
    rules = "/admin/moderation/rule/many_links/change/"
    lists = f"/admin/moderation/screeninglist/{phrases.pk}/change/"
    pages = ("/admin/", HELD, narrowed, REPORTED, HELD + "bulk/", "/admin/moderation/rule/")
    others = ("/admin/moderation/decision/", "/admin/moderation/ban/add/", "/admin/own-mail/")
    others += (rules, lists)
    for address in (*pages, *others):
        desk.goto(live_server.url + address)
        desk.wait_for_load_state("networkidle")
        desk.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        own = ".desk-queues" if address == "/admin/" else "#content-start"
        for size in (PHONE, DESK):
            assert_accessible(desk, [size], within=own)
            if address in (HELD, narrowed, REPORTED):
                width = desk.evaluate("document.documentElement.scrollWidth")
                assert width <= size["width"], address


def test_on_a_phone_the_next_card_scrolls_into_view_with_its_text(desk, live_server):
    post = a_post()
    held = [a_comment_that_is("held", post, body=f"Number {n}.") for n in range(12)]
    desk.set_viewport_size(PHONE)
    desk.goto(live_server.url + HELD)
    for comment in held[1:4]:
        desk.get_by_role("button", name="Approve").click()
        card = desk.locator(f"[data-comment='{comment.pk}']")
        expect(card.locator("[data-focus]")).to_be_in_viewport()
        expect(card.locator(".card__words")).to_be_in_viewport()
        expect(card.get_by_role("button", name="Approve")).to_be_in_viewport()


SIZES = [(360, 740), (390, 844), (768, 1024), (1024, 768), (1280, 900)]
# Scrolls through the page; returns the points of the text that a button covers.
COVERED = """async () => {
    const covered = []
    for (let top = 0; top < document.documentElement.scrollHeight; top += 90) {
        scrollTo(0, top)
        await new Promise(requestAnimationFrame)
        for (const read of document.querySelectorAll(".card__words .words, .card__why")) {
            const box = read.getBoundingClientRect()
            const last = Math.min(box.bottom - 1, innerHeight - 1)
            for (let y = Math.max(box.top + 1, 0); y < last; y += 12)
                for (const x of [box.left + 4, box.left + box.width / 2, box.right - 4])
                    if (document.elementFromPoint(x, y)?.closest("button, .act, .acts__row"))
                        covered.push([read.className, top, x, y])
        }
    }
    return covered
}"""


def make_long_reply():
    post = a_post()
    long = "\n\n".join(f"Paragraph {n}. " + "Some words of it. " * 20 for n in range(15))
    reply = a_comment(post, long, parent=a_comment(post, long))
    for number in range(12):
        a_report(reply, f"reader{number}", note=f"Note {number}. " + "It goes on like this. " * 10)


@pytest.fixture
def much_to_read(transactional_db, filled):
    """A long reply to a long comment, with many reports; requested before signing in."""
    filled(make_long_reply)
    return Comment.objects.get(level=1)


def test_no_button_covers_the_comment_or_its_reports(much_to_read, desk, live_server):
    a_comment_that_is("held", body="A short one.")
    for (width, height), url in product(SIZES, (HELD, f"{REPORTED}{much_to_read.pk}/change/")):
        desk.set_viewport_size({"width": width, "height": height})
        desk.goto(live_server.url + url)
        expect(desk.locator(".card__words")).to_be_in_viewport()
        assert desk.evaluate(COVERED) == [], f"{url} at {width}"


def test_three_buttons_stay_on_the_screen_below_the_reports(much_to_read, desk, live_server):
    desk.goto(f"{live_server.url}{REPORTED}{much_to_read.pk}/change/")
    for width, height in SIZES:
        desk.set_viewport_size({"width": width, "height": height})
        desk.evaluate("document.querySelector('.noting').scrollIntoView({ block: 'end' })")
        for name in ("Keep", "Remove", "Spam"):
            button = desk.locator(".acts").get_by_role("button", name=name)
            expect(button).to_be_in_viewport(ratio=1)
        sticky = """[...document.querySelectorAll("#card *")].filter(
            node => getComputedStyle(node).position == "sticky").map(node => node.innerText)"""
        (stuck,) = desk.evaluate(sticky)
        assert "Keep" in stuck and "Skip" not in stuck and "Ground" not in stuck, width


def test_a_card_shows_the_comment_its_reports_and_then_its_parent(much_to_read, desk, live_server):
    desk.goto(f"{live_server.url}{REPORTED}{much_to_read.pk}/change/")
    order = (".card__words", ".card__why", ".card__parent", ".acts__row--main")
    tops = [desk.locator(part).first.bounding_box()["y"] for part in order]
    assert tops == sorted(tops)
    assert desk.locator(".card__parent").bounding_box()["height"] < 120
    expect(desk.locator(".report:visible")).to_have_count(1)  # a burst is one entry
    desk.get_by_text("Read each report of the burst").click()
    expect(desk.locator(".report:visible")).to_have_count(13)


def test_buttons_and_links_are_large_enough_for_a_finger(desk, live_server):
    a_comment_that_is("held")
    desk.set_viewport_size(PHONE)
    desk.goto(live_server.url + HELD)
    desk.locator("#banning > summary").click()
    targets = ".desk :is(button, .act, .items__link, summary, select):not([hidden])"
    small = f"""[...document.querySelectorAll({targets!r})]
        .filter(node => node.checkVisibility())
        .filter(node => node.getBoundingClientRect().height < 44
                     || node.getBoundingClientRect().width < 44)
        .map(node => node.outerHTML)"""
    assert desk.evaluate(small) == []


def test_the_new_card_is_announced_politely_and_has_the_focus(desk, live_server):
    post = a_post()
    a_comment_that_is("held", post, name="Ann")
    a_comment_that_is("held", post, name="Ben")
    desk.goto(live_server.url + HELD)
    press(desk, "a", "Approved: Ann")
    expect(desk.get_by_role("status").first).to_contain_text("Approved: Ann")
    expect(desk.locator("[data-focus]")).to_be_focused()
    expect(desk.locator("[data-focus]")).to_contain_text("Ben")


# Without scripts


def test_everything_works_with_scripts_off(browser, live_server, sign_in):
    post = a_post()
    one, two = (a_comment_that_is("held", post, body=f"Buy {n}.") for n in range(2))
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    sign_in(page, mona())
    page.goto(live_server.url + HELD)
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("alert")).to_contain_text("Say which house rule")
    expect(page.locator("#ground")).to_be_focused()
    page.locator("#ground").select_option(label="No threats")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator("#desk-said")).to_contain_text("Rejected")
    assert card_of(page) == two.pk
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#desk-said")).to_contain_text("Undone")
    assert card_of(page) == one.pk
    page.locator("#banning > summary").click()
    page.locator("#ban-ground").select_option(label="No threats")
    page.get_by_role("button", name="Ban", exact=True).click()
    expect(page.locator("#desk-said")).to_contain_text("Banned")
    page.get_by_label("A note for other moderators").fill("Seen before.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#card")).to_contain_text("Seen before.")
    page.get_by_role("link", name="Previous").click()
    page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("link", name="Decide on all of these").click()
    page.get_by_label("Action", exact=True).select_option("spam")
    page.get_by_role("button", name="Decide on 2").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#progress")).to_contain_text("2 of 2")
    page.get_by_role("button", name="Undo all").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("[data-over]")).to_have_text("Undone.")
    context.close()
