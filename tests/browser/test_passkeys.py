"""Passkeys in a real browser, with an authenticator that the browser plays."""

import pytest

from accounts.models import User
from tests.browser_thread import expect
from tests.cast import alice


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
