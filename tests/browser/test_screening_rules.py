"""An owner's rule in a browser: written, tried, in shadow, on, explained to both sides, undone."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from blogsite.pagecache.store import pages
from comments.models import Comment, Finding
from comments.status_links import status_path
from moderation.models import Decision, HouseRule, Rule
from tests.browser.accessibility import assert_accessible
from tests.browser_thread import expect
from tests.cast import a_post, an_owner, milo
from tests.moderation.past_comments import PastComments

SENTENCE = "Words like these have ended many a talk here."
WORDS = "What you say of that wretched gardener is not true at all."


@pytest.fixture
def author(browser):
    """A page in the browser of somebody who is not signed in."""
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def owner(page, live_server, transactional_db):
    pages.clear()
    cache.clear()
    for code in ("too_fast", "strangers_in_a_row", "same_words_again"):
        Rule.objects.create(code=code, state="off")
    client = Client()
    client.force_login(an_owner())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    return page


def make_list(owner):
    """Make a list of phrases by way of the page of all rules."""
    owner.get_by_role("link", name="Phrases and hosts that rules look for").click()
    owner.get_by_role("link", name="New list").click()
    owner.get_by_label("Phrases", exact=True).check()
    owner.get_by_label("Title").fill("Insults")
    owner.get_by_label("House rule").select_option(
        label=str(HouseRule.objects.get(code="harassment"))
    )
    owner.get_by_label("What the author reads").fill(SENTENCE)
    assert_accessible(owner)
    owner.get_by_role("button", name="Make the list").click()


def try_and_add(owner):
    """Try phrases on the past, look at the examples, and add them."""
    owner.get_by_label("Add, one on each line").fill("words 3\nwretched gardener\nWords  3")
    owner.get_by_label("Hold", exact=False).first.check()
    owner.get_by_role("button", name="Try on the past first").click()
    assert_accessible(owner)
    owner.get_by_role("button", name="Try", exact=True).click()
    left_out = owner.get_by_text(re.compile(r"Not looked at: [1-9]\d* imported\."))
    expect(left_out).to_be_visible()
    expect(owner.get_by_label("Imported comments too")).to_be_checked()
    assert_accessible(owner)
    owner.get_by_role("button", name="Try", exact=True).click()
    expect(owner.get_by_text("1 line was merged")).to_be_visible()
    expect(owner.locator(".figures__lead")).to_contain_text(
        re.compile(r"It would have stopped [1-9]")
    )
    expect(left_out).to_have_count(0)
    expect(owner.locator(".figures--trial")).to_contain_text("Words 3 of a comment")
    assert_accessible(owner)
    owner.get_by_role("button", name="Add these to “Insults”").click()
    expect(owner.get_by_text("2 entries added.").first).to_be_visible()
    assert_accessible(owner)


def set_state(owner, label):
    way = owner.get_by_role("navigation", name="Breadcrumbs")
    way.get_by_role("link", name="Screening rules").click()
    owner.get_by_role("link", name="Listed phrases").click()
    owner.get_by_role("radio", name=label).check()
    owner.get_by_role("button", name="Save").click()
    expect(owner.locator(".messagelist")).to_contain_text("Listed phrases")


def write(author, url):
    """Write a comment with a listed phrase; return it."""
    known = set(Comment.objects.values_list("pk", flat=True))
    author.goto(f"{url}respond/")
    author.get_by_label("Name").fill("Wendela")
    author.get_by_label("Comment", exact=True).fill(WORDS)
    author.get_by_role("button", name="Send").click()
    author.wait_for_url(lambda now: "respond" not in now)
    return Comment.objects.exclude(pk__in=known).get()


def test_an_owner_writes_tries_shadows_uses_and_undoes_a_rule_of_phrases(
    owner, author, live_server
):
    PastComments(seed=7, size=60)
    post = a_post()
    url = live_server.url + post.get_absolute_url()
    owner.goto(f"{live_server.url}/admin/moderation/rule/")
    make_list(owner)
    try_and_add(owner)

    set_state(owner, "Shadow")
    comment = write(author, url)
    assert comment.is_published
    assert Finding.objects.get(rule="listed_phrases").verdict == "shadow"
    Decision.objects.take("keep", comment, by=milo())
    owner.get_by_role("link", name="Listed phrases").click()
    expect(owner.locator("section", has_text="In shadow")).to_contain_text("refused 1 comment")
    expect(owner.locator("#content")).to_contain_text("Insults · Hold: 2")
    assert_accessible(owner)
    owner.get_by_role("link", name="Approved or kept: it would have been wrong").click()
    expect(owner.locator("#content")).to_contain_text(WORDS)
    assert_accessible(owner)

    set_state(owner, "On.")
    held = write(author, url)
    assert held.is_held
    expect(author.get_by_text(SENTENCE).first).to_be_visible()
    author.goto(live_server.url + status_path(held))
    expect(author.locator("#standing")).to_contain_text(SENTENCE)
    expect(author.locator("mark")).to_have_count(0)
    assert_accessible(author)
    owner.goto(f"{live_server.url}/admin/moderation/heldcomment/{held.pk}/change/")
    expect(owner.locator(".card__why")).to_contain_text("list: Insults")
    expect(owner.locator("mark").first).to_contain_text("wretched gardener")
    assert_accessible(owner)

    owner.goto(f"{live_server.url}/admin/moderation/rule/listed_phrases/change/")
    owner.get_by_role("button", name="Undo this change").click()
    expect(owner.locator(".messagelist")).to_contain_text("The change was undone.")
    expect(owner.get_by_role("radio", name="Shadow")).to_be_checked()
    assert write(author, url).is_published
