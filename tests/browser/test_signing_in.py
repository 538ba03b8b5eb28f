"""Signing in and out in a real browser: from a post and back, and what its pages say of it."""

import pytest

from blogsite.pagecache.store import pages
from blogsite.provider_settings import providers
from tests.browser_thread import expect
from tests.cast import a_conversation, a_post, bob, mona
from tests.oidc_provider import running_provider


@pytest.fixture(autouse=True)
def no_cached_pages():
    """Pages of the test before: the same URLs, other words."""
    pages.clear()


@pytest.fixture
def post(transactional_db):
    return a_post(title="What the frost took")


def sign_in(page, user):
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in").click()


def first_link(page, name):
    return page.get_by_role("link", name=name, exact=True).first


@pytest.mark.parametrize("who", [bob, mona])
def test_signing_in_from_a_post_leads_back_to_the_same_place(page, live_server, post, who):
    user = who()
    a_conversation(post, [None] * 60)
    place = f"{live_server.url}{post.get_absolute_url()}?page=2#respond"
    page.goto(place)
    first_link(page, "Sign in").click()
    sign_in(page, user)
    expect(page).to_have_url(place)
    expect(first_link(page, f"Signed in as {user}")).to_have_attribute("href", "/accounts/")
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_have_count(0)
    first_link(page, "Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(place)
    expect(first_link(page, "Sign in")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/", "/archive/", "/search/?q=frost", "/no/such/page/", "respond"]
)
def test_pages_of_every_kind_show_who_is_signed_in(page, live_server, post, path):
    path = f"{post.get_absolute_url()}respond/" if path == "respond" else path
    page.goto(f"{live_server.url}/accounts/login/?next={path}")
    sign_in(page, bob())
    expect(page).to_have_url(f"{live_server.url}{path}")
    expect(first_link(page, "Signed in as Bob")).to_be_visible()


def test_without_scripts_signing_in_leads_back_and_shows_the_name(browser, live_server, post):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + post.get_absolute_url())
    first_link(page, "Sign in").click()
    sign_in(page, bob())
    expect(page).to_have_url(live_server.url + post.get_absolute_url())
    first_link(page, "Sign in").click()
    expect(page.get_by_text("As Bob.")).to_be_visible()
    page.get_by_role("link", name="Read on").click()
    expect(page).to_have_url(live_server.url + post.get_absolute_url())
    context.close()


def test_going_back_to_a_page_after_signing_out_shows_no_name(page, live_server, post):
    page.goto(f"{live_server.url}/accounts/login/?next={post.get_absolute_url()}")
    sign_in(page, bob())
    expect(first_link(page, "Signed in as Bob")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{live_server.url}/accounts/login/")
    other.get_by_role("button", name="Sign out").click()
    expect(first_link(other, "Sign in")).to_be_visible()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(first_link(page, "Sign in")).to_be_visible()


def test_the_policy_lets_the_button_lead_to_the_provider(page, live_server, post, settings):
    problems = []
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    with running_provider() as provider:
        provider.person["id"] = 7
        provider.emails = [{"email": "nora@mail.example", "verified": True, "primary": True}]
        urls = {"GITHUB_URL": provider.client_url, "OIDC_URL": "https://a:b@accounts.example"}
        settings.SOCIALACCOUNT_PROVIDERS = providers(urls)
        page.goto(f"{live_server.url}/accounts/login/?next=/archive/")
        page.get_by_role("button", name="Sign in with GitHub").click()
        expect(page).to_have_url(f"{live_server.url}/archive/")
    expect(first_link(page, "Signed in as Nora")).to_be_visible()
    assert problems == []
