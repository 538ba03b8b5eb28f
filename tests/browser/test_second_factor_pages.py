"""The pages of the second step of signing in, and the desk's notice about it, for everybody."""

import re
import time

from allauth.mfa.totp.internal.auth import hotp_value

from tests.browser.accessibility import assert_accessible
from tests.browser_thread import expect
from tests.cast import mona

SIZES = [{"width": width, "height": 900} for width in (390, 768, 1280)]


def test_the_pages_of_the_second_step_are_accessible(page, live_server, transactional_db, settings):
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    mona()
    page.goto(f"{live_server.url}/accounts/login/?next=/admin/")
    page.get_by_label("E-mail").fill("mona")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    notice = page.get_by_role("link", name="Add a second step")
    expect(notice).to_be_visible()
    assert_accessible(page, SIZES)
    notice.click()
    assert_accessible(page, SIZES)
    page.get_by_role("link", name="Add a second step").click()
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("code.secret").text_content()
    assert re.fullmatch(r"\w{32}", secret)
    assert_accessible(page, SIZES)
    page.get_by_label("The code that the app shows").fill(
        f"{hotp_value(secret, int(time.time()) // 30):06}"
    )
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    for path in ("recovery/", "recovery/new/", "", "app/remove/", "passkey/"):
        page.goto(f"{live_server.url}/accounts/second-factor/{path}")
        assert_accessible(page, SIZES)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("E-mail").fill("mona")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert_accessible(page, SIZES)
