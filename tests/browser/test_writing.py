"""Writing in a real browser: in place, without scripts, through faults, and back to change it."""

import re

import pytest
from django.test import Client

from blogsite.pagecache.store import pages
from comments.models import Comment
from comments.status_links import status_path
from moderation.models import Rule
from tests.browser.accessibility import DESK, PHONE, assert_accessible
from tests.browser_thread import expect
from tests.cast import a_comment, a_post

WORDS = "The dahlias went on the ninth; the kale did not mind."


@pytest.fixture(autouse=True)
def empty_page_cache():
    """Pages of the test before: the same addresses, other words."""
    pages.clear()


@pytest.fixture
def post(transactional_db):
    return a_post(title="What the frost took")


@pytest.fixture
def parent(post):
    return a_comment(post, "Here it came on the **eighth**.", name="Ignace Peeters")


@pytest.fixture
def address(live_server, post):
    return live_server.url + post.get_absolute_url()


def fill(page, name="Wendela Achterberg", body=WORDS):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Comment", exact=True).fill(body)


def send(page):
    page.get_by_role("button", name="Send").click()


def stored():
    return Comment.objects.latest("pk")


def opened_reply(page, address):
    page.goto(address)
    page.get_by_role("link", name="Reply to Ignace Peeters").click()
    expect(page.locator(".slot form")).to_be_visible()


# In place


def test_a_reply_opens_under_its_comment_with_the_focus_in_it(page, address, parent):
    opened_reply(page, address)
    assert page.locator(f"#comment-{parent.pk} + .slot form").count() == 1
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".slot")).to_have_count(0)
    expect(page.get_by_role("link", name="Reply to Ignace Peeters")).to_be_focused()


def test_a_form_without_errors_shows_no_alert(page, live_server, address, parent):
    page.goto(f"{live_server.url}/comments/{parent.pk}/reply/")
    expect(page.locator("[data-alert]")).to_be_hidden()
    page.locator("[name=name]").fill("Moderator")
    page.locator("[name=body]").fill("Frost.")
    page.locator("[data-send]").click()
    expect(page.locator("[data-alert]")).to_be_visible()


def test_a_reply_in_place_lands_on_the_new_comment(page, address, parent):
    opened_reply(page, address)
    fill(page)
    send(page)
    page.wait_for_url(re.compile(r"\?v=[0-9]+#comment-[0-9]+$"))
    comment = page.locator(f"#comment-{stored().pk}")
    expect(comment).to_be_in_viewport()
    expect(comment).to_contain_text(WORDS)
    assert stored().parent == parent


def test_one_form_is_open_at_a_time_and_its_text_comes_back(page, address, parent):
    other = a_comment(parent.post, name="Berthe Wouters")
    opened_reply(page, address)
    fill(page)
    page.get_by_role("link", name="Reply to Berthe Wouters").click()
    expect(page.locator(f"#comment-{other.pk} + .slot form")).to_be_visible()
    expect(page.locator("form.writing")).to_have_count(1)
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    page.get_by_role("link", name="Reply to Ignace Peeters").click()
    expect(page.get_by_label("Comment", exact=True)).to_have_value(WORDS)
    expect(page.get_by_text("This is what you had written here.")).to_be_visible()
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")


def test_the_form_at_the_end_opens_in_place(page, address, post):
    page.goto(address)
    page.get_by_role("link", name="Leave a reply", exact=True).click()
    fill(page)
    send(page)
    page.wait_for_url(re.compile(r"#comment-"))
    assert stored().parent is None and stored().number == 1


def test_a_name_is_remembered_in_the_browser(page, address, parent):
    opened_reply(page, address)
    fill(page)
    page.get_by_label("E-mail").fill("wendela@mail.example")
    send(page)
    page.wait_for_url(re.compile(r"#comment-"))
    opened_reply(page, address)
    expect(page.get_by_label("Name")).to_have_value("Wendela Achterberg")
    expect(page.get_by_label("E-mail")).to_have_value("wendela@mail.example")
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()


def test_a_refusal_is_announced_and_the_text_stays_in_the_form(page, address, parent):
    opened_reply(page, address)
    fill(page, name="Reply")
    send(page)
    alert = page.locator("[data-alert]")
    expect(alert).to_contain_text("is a word of our own buttons")
    expect(alert).to_be_focused()
    expect(page.get_by_label("Comment", exact=True)).to_have_value(WORDS)
    page.get_by_label("Name").fill("Wendela")
    send(page)
    page.wait_for_url(re.compile(r"#comment-"))


def test_a_preview_shows_the_comment_as_it_will_be(page, address, parent):
    opened_reply(page, address)
    fill(page, body="**Very** cold <script>alert(1)</script>")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_have_text("Very")
    expect(page.get_by_label("Comment", exact=True)).to_have_value(re.compile("Very"))
    assert Comment.objects.count() == 1
    send(page)
    page.wait_for_url(re.compile(r"#comment-"))


def test_a_preview_keeps_the_focus_and_comes_into_sight(page, address, parent):
    page.set_viewport_size(PHONE)
    opened_reply(page, address)
    fill(page, body="**Very** cold")
    page.get_by_role("button", name="Preview").press("Enter")
    expect(page.locator(".preview strong")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Preview")).to_be_focused()


def test_a_double_click_sends_once(page, address, parent):
    opened_reply(page, address)
    fill(page)
    page.get_by_role("button", name="Send").dblclick()
    page.wait_for_url(re.compile(r"#comment-"))
    assert Comment.objects.filter(parent=parent).count() == 1


# Faults


def test_a_lost_connection_loses_no_text_even_after_a_reload(page, address, parent):
    opened_reply(page, address)
    fill(page)
    page.context.set_offline(True)
    send(page)
    expect(page.locator("[data-alert]")).to_contain_text("the connection broke")
    expect(page.get_by_role("button", name="Send")).to_be_enabled()
    expect(page.get_by_label("Comment", exact=True)).to_have_value(WORDS)
    page.context.set_offline(False)
    opened_reply(page, address)
    expect(page.get_by_label("Comment", exact=True)).to_have_value(WORDS)
    send(page)
    page.wait_for_url(re.compile(r"#comment-"))
    assert Comment.objects.filter(parent=parent).count() == 1
    opened_reply(page, address)
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")


def test_sending_again_after_a_lost_response_stores_one_comment(page, address, parent):
    opened_reply(page, address)
    fill(page)

    def swallow(route):
        route.fetch()
        route.abort()

    page.route("**/reply/form/", swallow, times=1)
    send(page)
    expect(page.locator("[data-alert]")).to_contain_text("the connection broke")
    page.unroute("**/reply/form/")
    opened_reply(page, address)
    send(page)
    page.wait_for_url(re.compile(r"#comment-"))
    assert Comment.objects.filter(parent=parent).count() == 1


@pytest.mark.parametrize("status", [413, 502])
def test_a_response_without_a_form_leaves_the_form_as_it_is(page, address, parent, status):
    opened_reply(page, address)
    fill(page)
    page.route("**/reply/form/", lambda route: route.fulfill(status=status, body="<h1>No</h1>"))
    send(page)
    expect(page.locator("[data-alert]")).to_contain_text("Your text is kept here")
    expect(page.get_by_label("Comment", exact=True)).to_have_value(WORDS)


# Held, status, edit, withdraw


def test_authors_see_why_their_comment_is_held_and_where_it_will_be(page, address, parent):
    opened_reply(page, address)
    fill(page, body=f"{WORDS} https://a.example/ https://b.example/")
    send(page)
    page.wait_for_url(re.compile(r"/status/"))
    expect(page.locator("main")).to_contain_text("It has 2 links; a moderator looks at it first.")
    page.goto(address)
    mine = page.locator(f"#comment-{parent.pk} + .mine")
    expect(mine).to_contain_text("Only you can see it")
    expect(mine).to_contain_text(WORDS)
    assert WORDS not in Client().get(parent.post.get_absolute_url()).content.decode()


def test_authors_find_the_links_to_change_their_comments(page, address, parent):
    Rule.objects.create(code="too_fast", state="off")
    opened_reply(page, address)
    fill(page)
    send(page)
    page.wait_for_url(re.compile(r"#comment-"))
    page.locator(f"#comment-{stored().pk}").get_by_role("link", name="Edit").click()
    page.get_by_label("Comment", exact=True).fill("The kale did mind.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"#comment-"))
    expect(page.locator(f"#comment-{stored().pk}")).to_contain_text("The kale did mind.")
    page.locator(f"#comment-{stored().pk}").get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("main")).to_contain_text("You took it back.")
    assert stored().status == "withdrawn"


def test_no_empty_warning_box_is_visible(page, live_server, address, parent):
    opened_reply(page, address)
    expect(page.locator("[data-alert]")).to_be_hidden()
    rejected = a_comment(parent.post, status="held")
    rejected.reject()
    page.goto(live_server.url + status_path(rejected))
    expect(page.locator("[data-alert]")).to_be_hidden()


def test_a_status_link_works_in_another_browser(page, live_server, parent):
    page.goto(live_server.url + status_path(parent))
    page.get_by_label("Comment", exact=True).fill("Here on the *seventh*.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".quoted em")).to_have_text("seventh")
    assert page.evaluate("document.cookie") == ""
    page.get_by_label("Yes, delete it.").check()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("main")).to_contain_text("You took it back.")
    page.get_by_label("I am sure.").check()
    page.get_by_role("button", name="Erase").click()
    expect(page.locator("main")).to_contain_text("erased permanently")
    assert stored().body == ""


def test_an_edit_that_is_too_late_gives_the_text_back(page, live_server, parent):
    page.goto(live_server.url + status_path(parent))
    page.get_by_label("Comment", exact=True).fill("Here on the seventh.")
    a_comment(parent.post, parent=parent)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-alert]")).to_contain_text("It is too late")
    expect(page.get_by_role("textbox", name="Add")).to_have_value("Here on the seventh.")


def test_the_page_stays_the_same_document_for_others(page, address, parent):
    before = Client().get(parent.post.get_absolute_url()).content
    opened_reply(page, address)
    assert Client().get(parent.post.get_absolute_url()).content == before


ATTACKS = [
    "<script>document.title = 'run'</script>",
    "<img src=x onerror=\"document.title = 'run'\">",
    '"><svg onload="document.title = \'run\'">',
    "</textarea><script>document.title = 'run'</script>",
    "[words](javascript:document.title='run') <a href=\"javascript:123\">x</a>",
    "<style>body { display: none }</style><form action=https://evil.example>",
    "{{ 7|add:7 }} {% csrf_token %} <details open ontoggle=\"document.title = 'run'\">",
    "-->\u2028<base href=https://evil.example>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_script_runs_where_comments_and_names_are_shown(page, live_server, post, attack):
    comment = a_comment(post, f"Words. {attack}", name=attack[:60])
    held = a_comment(post, f"Words. {attack}", name=attack[:60], status="held")
    addresses = [
        *(
            post.get_absolute_url(),
            f"/comments/{comment.pk}/reply/",
            f"/comments/{comment.pk}/thread/",
        ),
        *(status_path(comment), status_path(held)),
    ]
    for address in addresses:
        page.goto(live_server.url + address)
        expect(page.locator(".foot")).to_be_visible()
        assert "run" not in page.title().split()
        assert (
            page.locator("main :is(script, style, svg, iframe, base, [onerror], [onload])").count()
            == 0
        )
        assert page.locator("main form[action*=evil], main a[href^='javascript' i]").count() == 0


READ_FEED = """async () => {
    const text = await (await fetch("/comments/feed/")).text();
    const feed = new DOMParser().parseFromString(text, "application/xml");
    const count = (selector) => feed.querySelectorAll(selector).length;
    const content = feed.querySelector("entry content").textContent;
    return [count("entry"), count("parsererror, script, svg, img, base"), content];
}"""


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_script_runs_in_a_feed_or_is_part_of_one(page, live_server, post, attack):
    a_comment(post, f"Words. {attack}", name=attack[:60])
    page.goto(f"{live_server.url}/comments/feed/")
    assert "run" not in page.title().split()
    page.goto(live_server.url)
    entries, foreign, content = page.evaluate(READ_FEED)
    assert (entries, foreign) == (1, 0)
    page.goto("about:blank")
    page.set_content(content)
    assert "run" not in page.title().split()
    assert page.locator("script, svg, img, base, form, [href^='javascript' i]").count() == 0


# Without scripts


@pytest.fixture
def plain_page(browser):
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    yield context.new_page()
    context.close()


def test_everything_works_without_scripts(plain_page, address, parent):
    page = plain_page
    page.goto(address)
    page.get_by_role("link", name="Reply to Ignace Peeters").click()
    expect(page.locator("h1")).to_have_text("Leave a reply to Ignace Peeters")
    expect(page.locator(".quoted strong")).to_have_text("eighth")
    fill(page, body="**Very** cold.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_have_text("Very")
    page.get_by_label("Name").fill("Admin")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("sounds like a member of our staff")
    page.get_by_label("Name").fill("Wendela")
    send(page)
    page.wait_for_url(re.compile(r"\?v=[0-9]+#comment-"))
    expect(page.locator(f"#comment-{stored().pk}")).to_contain_text("Very cold.")
    page.goto(address.replace(parent.post.get_absolute_url(), status_path(stored())))
    page.get_by_label("Comment", exact=True).fill("Rather cold.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".quoted")).to_contain_text("Rather cold.")


# Everybody


def forms(live_server, post, parent):
    other = a_comment(post, status="held")
    return [
        live_server.url + path
        for path in (
            f"{post.get_absolute_url()}respond/",
            f"/comments/{parent.pk}/reply/",
            status_path(parent),
            status_path(other),
            "/status/made-up/",
            "/accounts/login/",
        )
    ]


def test_forms_are_accessible(page, live_server, post, parent):
    for address in forms(live_server, post, parent):
        page.goto(address)
        for size in (PHONE, DESK):
            assert_accessible(page, [size])
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_refused_form_in_place_is_accessible(page, address, parent):
    page.set_viewport_size(PHONE)
    opened_reply(page, address)
    fill(page, name="x", body="**Very** cold.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_be_visible()
    page.get_by_label("Name").fill("\u0301")
    send(page)
    expect(page.locator(".errorlist")).to_be_visible()
    assert_accessible(page, [PHONE])
