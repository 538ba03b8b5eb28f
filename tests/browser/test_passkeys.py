"""Passkeys in a real browser, with an authenticator that the browser plays."""

import re

import pytest
from django.core import mail

from accounts.models import Person, User
from blogsite.pagecache.store import pages
from comments.models import Comment
from tests.browser.accessibility import assert_accessible
from tests.browser_thread import expect
from tests.cast import a_post, alice


@pytest.fixture
def page(new_page):
    return new_page


@pytest.fixture
def site(live_server):
    """The site under a name: a passkey belongs to one, not to an IP address."""
    return live_server.url.replace("127.0.0.1", "localhost")


def plug_in_authenticator(page):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_signs_in_alone_and_as_the_second_step(page, site, transactional_db):
    alice()
    problems = []
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.goto(f"{site}/accounts/login/?next=/accounts/second-factor/passkey/")
    plug_in_authenticator(page)
    page.get_by_label("E-mail").fill("alice@soundoff.example")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of this device").fill("Telephone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{site}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"{site}/accounts/login/?next=/archive/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{site}/archive/")
    expect(page.get_by_role("link", name="Signed in as Alice").first).to_be_visible()
    page.goto(f"{site}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"{site}/accounts/login/?next=/archive/")
    page.get_by_label("E-mail").fill("alice")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{site}/archive/")

    page.goto(f"{site}/accounts/second-factor/")
    page.get_by_role("link", name="Remove", exact=True).click()
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("Telephone")).to_have_count(0)
    assert not User.objects.get().authenticator_set.exists() and problems == []


def test_signing_up_by_passkey_needs_no_password_ever(page, site, transactional_db):
    pages.clear()
    post = a_post()
    problems = []
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.goto(f"{site}{post.get_absolute_url()}respond/")
    page.get_by_label("Name").fill("Mother")
    page.get_by_label("Comment", exact=True).fill("So true.")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"#comment-"))
    page.goto(f"{site}/accounts/signup/?next=/archive/")
    page.get_by_role("link", name="Sign up with a passkey instead").click()
    plug_in_authenticator(page)
    assert_accessible(page)
    page.get_by_label("Name").fill("Nora")
    page.get_by_label("E-mail").fill("nora@mail.example")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Confirm your e-mail")).to_be_visible()
    link = re.search(r"http://[^/\s]+(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]
    page.goto(site + link)
    page.get_by_role("button", name="Yes, this is my e-mail").click()
    expect(page.get_by_role("heading", name="Make your passkey")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Name of this device").fill("Telephone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Is that you?")).to_be_visible()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="Read on").click()
    expect(page).to_have_url(f"{site}/archive/")
    user = User.objects.get(email="nora@mail.example")
    assert user.confirmed_email and not user.has_usable_password()
    assert Comment.objects.get().author_id in Person.objects.of(user).same_author_ids()
    page.goto(f"{site}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/accounts/login/?next=/archive/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{site}/archive/")
    expect(page.get_by_role("link", name="Signed in as Nora").first).to_be_visible()
    page.goto(f"{site}/accounts/second-factor/recovery/")
    expect(page.get_by_role("heading", name="Your passkey, please")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert problems == []
