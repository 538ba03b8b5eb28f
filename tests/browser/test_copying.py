"""A secret that is shown once can be copied with a button."""

from blogsite.models.webhook import Webhook
from tests.browser.accessibility import assert_accessible
from tests.browser.test_moving_in import desk
from tests.browser_thread import expect

__all__ = ["desk"]  # fixture


def test_an_owner_copies_the_secret_of_a_webhook(desk, live_server):
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{live_server.url}/admin/blogsite/webhook/add/")
    desk.get_by_label("URL").fill("https://www.example.com/webhook")
    desk.get_by_label("A comment is held").check()
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_role("button", name="Copy").click()
    expect(desk.get_by_role("status").get_by_text("Copied")).to_be_visible()
    secret = Webhook.objects.get().secret
    assert desk.evaluate("navigator.clipboard.readText()") == secret
    assert_accessible(desk)
