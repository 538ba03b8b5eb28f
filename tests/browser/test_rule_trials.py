"""Screening rules tried on the past, and how often they were right, in a browser."""

from django.test import Client

from comments.models import Finding
from comments.rules import rule_of
from moderation.models import Trial
from moderation.trials import running
from tests.browser.accessibility import assert_accessible
from tests.browser_thread import expect
from tests.cast import milo, mona
from tests.moderation.past_comments import PastComments


def test_a_moderator_tries_a_rule_and_watches_a_trial_end(page, live_server, transactional_db):
    past = PastComments(seed=7, size=60)
    Finding.objects.create(comment=past.rows[0]["comment"], rule="many_links", verdict="hold")
    client = Client()
    client.force_login(mona())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page.goto(f"{live_server.url}/admin/moderation/rule/many_links/change/")
    page.get_by_role("button", name="Try on the past").click()
    assert_accessible(page)
    page.get_by_label("Allowed links").fill("0")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator(".figures__lead")).to_contain_text("It would have stopped")
    assert_accessible(page)

    waiting = Trial.objects.create(rule="many_links", options={"links": 1}, by=milo(), total=60)
    page.goto(f"{live_server.url}/admin/moderation/rule/many_links/trials/{waiting.pk}/")
    expect(page.get_by_text("0 of 60")).to_be_visible()
    running.run(waiting.pk)
    expect(page.locator(".figures__lead")).to_contain_text("It would have stopped")

    page.goto(f"{live_server.url}/admin/moderation/rule/records/")
    expect(page.get_by_role("heading", name=str(rule_of("many_links").title))).to_be_visible()
    assert_accessible(page)
