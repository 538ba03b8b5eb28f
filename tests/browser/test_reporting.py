"""Reporting in a real browser: in place, without scripts, and what hiding does."""

import re

import pytest

from blogsite.pagecache.store import pages
from moderation.models import Decision, Report
from tests.browser.accessibility import assert_accessible
from tests.browser_thread import expect
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_rule

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest.fixture(autouse=True)
def empty_page_cache():
    """Pages of the test before: the same addresses, other words."""
    pages.clear()


@pytest.fixture
def comment(transactional_db):
    post = a_post(title="What the frost took")
    a_comment(post, "Well said.", name="Rosa")
    return a_comment(post, "You are all fools.", name="Ignace Peeters")


@pytest.fixture
def address(live_server, comment):
    return live_server.url + comment.post.get_absolute_url()


def opened(page, address, comment):
    page.goto(address)
    page.locator(f"#comment-{comment.pk}").get_by_role("link", name="Report abuse").click()


def receipt_on(page):
    return page.get_by_role("status").filter(has_text="Thank you.")


def test_a_comment_is_reported_in_place_and_the_receipt_has_the_outcome(page, address, comment):
    opened(page, address, comment)
    expect(page.locator(".slot form")).to_be_visible()
    expect(page.get_by_label("Spam")).to_be_focused()
    page.get_by_label("Harassment").check()
    page.get_by_label("What should the moderator know?").fill(HOSTILE)
    page.get_by_role("button", name="Report").click()
    receipt = receipt_on(page)
    expect(receipt).to_contain_text(re.compile("reference R-[A-Z2-9]{4}-[A-Z2-9]{4}"))
    expect(receipt).to_be_focused()
    assert Report.objects.get().contents.note == HOSTILE
    page.get_by_role("link", name="Follow your report").click()
    expect(page.get_by_text("A moderator will look at it.")).to_be_visible()
    Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    page.reload()
    expect(page.get_by_text("The comment is gone.")).to_be_visible()
    assert page.title().startswith("Your report R-")


def test_a_comment_is_reported_without_scripts(browser, address, comment):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    opened(page, address, comment)
    expect(page.get_by_role("heading", name="Report a comment", exact=True)).to_be_visible()
    page.get_by_label("Hate").check()
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_role("heading", name="Your report R-")).to_be_visible()
    page.get_by_role("button", name="Take the report back").click()
    expect(page.get_by_text("You took it back.")).to_be_visible()
    assert Report.objects.get().status == "withdrawn"
    context.close()


def test_legal_questions_appear_when_their_reason_is_chosen(page, address, comment):
    opened(page, address, comment)
    expect(page.get_by_label("Why is it illegal?")).to_be_hidden()
    page.get_by_label("Illegal content").check()
    expect(page.get_by_label("Its exact address")).to_have_value(re.compile(f"/{comment.pk}/$"))
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("Please say why it is illegal.")).to_be_visible()
    expect(page.get_by_label("Illegal content")).to_be_checked()
    assert not Report.objects.exists()


def test_a_second_press_leads_to_the_first_report(page, address, comment):
    opened(page, address, comment)
    page.get_by_label("Hate").check()
    page.get_by_role("button", name="Report").click()
    expect(receipt_on(page)).to_be_visible()
    opened(page, address, comment)
    expect(page.get_by_role("heading", name=Report.objects.get().reference)).to_be_visible()


def test_a_reported_comment_is_hidden_for_its_reporter_only(browser, page, address, comment):
    opened(page, address, comment)
    page.get_by_label("Off topic").check()
    page.get_by_label("Hide this comment for me").check()
    page.get_by_role("button", name="Report").click()
    words = page.locator(f"#comment-{comment.pk} .comment__body")
    expect(words).to_be_hidden()
    page.goto(address)
    expect(words).to_be_hidden()
    page.get_by_role("button", name="Show it").click()
    expect(words).to_be_visible()
    page.goto(address)
    expect(words).to_be_visible()


def test_reporting_is_accessible(page, address, comment):
    opened(page, address, comment)
    expect(page.locator(".slot form")).to_be_visible()
    page.get_by_label("Illegal content").check()
    assert_accessible(page)
    page.goto(f"{page.url.split('/2')[0]}/comments/{comment.pk}/report/")
    assert_accessible(page)
    page.get_by_label("Hate").check()
    page.get_by_label("What should the moderator know?").fill("Look at it.")
    page.get_by_role("button", name="Report").click()
    expect(receipt_on(page)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Follow your report").click()
    expect(page.get_by_role("heading", name="Your report R-")).to_be_visible()
    assert_accessible(page)
