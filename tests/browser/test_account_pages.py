"""The pages of one's account in a real browser, and a person who is hidden for a reader."""

import pytest

from accounts.models import Person
from blogsite.pagecache.store import pages
from comments.models import Comment
from tests.browser.accessibility import assert_accessible
from tests.browser_thread import expect
from tests.cast import a_comment, a_post, alice, bob
from tests.moderation.deciding import a_comment_that_is, a_report


@pytest.fixture
def post(transactional_db):
    pages.clear()
    return a_post(title="What the frost took")


def sign_in(page, live_server, user, place):
    page.goto(f"{live_server.url}/accounts/login/?next={place}")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in").click()


def test_the_pages_of_an_account_are_accessible(page, live_server, post):
    mine = a_comment(post)
    a_comment_that_is(Comment.Status.HELD, post, body="Hm.")
    for body in ("So true.", "Not at all."):
        a_report(a_comment(post, body, by=bob(), parent=mine), Person.objects.of(alice()))
    sign_in(page, live_server, alice(), "/accounts/")
    for path in (
        *("/accounts/", "/comments/replies/", "/reports/mine/", "/comments/hidden/"),
        *("/accounts/mail/", "/accounts/name/", "/accounts/data/", "/accounts/close/"),
    ):
        page.goto(live_server.url + path)
        expect(page.locator("h1")).to_be_visible()
        assert_accessible(page)


def test_comments_of_a_hidden_person_are_folded_until_they_are_shown(page, live_server, post):
    first, second = (a_comment(post, body, by=bob()) for body in ("Mild.", "Warm, even."))
    sign_in(page, live_server, alice(), post.get_absolute_url())
    page.locator(f"#comment-{first.pk}").get_by_role("link", name="Report abuse").click()
    page.get_by_role("link", name="Hide this person").click()
    page.get_by_role("button", name="Hide this person").click()
    for comment, text in ((first, "Mild."), (second, "Warm, even.")):
        article = page.locator(f"#comment-{comment.pk}")
        expect(article).to_contain_text("By somebody you have hidden.")
        expect(article.get_by_text(text)).to_be_hidden()
    page.locator(f"#comment-{first.pk}").get_by_role("button", name="Show it").click()
    expect(page.get_by_text("Mild.")).to_be_visible()
    expect(page.get_by_text("Warm, even.")).to_be_hidden()
    page.goto(f"{live_server.url}/comments/hidden/")
    page.get_by_role("button", name="Show comments by Bob again").click()
    expect(page.get_by_text("Nobody.")).to_be_visible()
    page.goto(live_server.url + post.get_absolute_url())
    expect(page.get_by_text("Warm, even.")).to_be_visible()
