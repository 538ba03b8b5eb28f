"""Mail while the site serves: no answer waits for a mail server, and no message is lost."""

import os
import re
import signal
import time

import pytest
from django.test import Client

from accounts.models import Mailbox, Message
from tests.accounts.outbox import make_due
from tests.cast import a_comment, a_post, mona
from tests.mail_servers import silent, speaking
from tests.site_server import TIMEOUT_SECONDS, free_port, small_site

REPORTER = "rosa@mail.example"


@pytest.fixture
def site_with(database_url, tmp_path):
    """Return a function that starts a site whose mail goes to a port."""

    def start(port):
        log = tmp_path / "log"
        return small_site(database_url, log, EMAIL_URL=f"smtp://127.0.0.1:{port}")

    return start


def report_and_remove(site, comment):
    """Report a comment and let a moderator remove it; return the response to the moderator."""
    fields = {"reason": "spam", "note": "", "email": REPORTER}
    assert site.browser().post(f"/comments/{comment.pk}/report/", **fields).status == 303
    moderator = site.browser()
    moderator.cookies["sessionid"] = session_of(mona())
    path = f"/admin/moderation/reportedcomment/{comment.pk}"
    page = moderator.open(f"{path}/change/").text
    token = re.search(r'name="state_token" value="([^"]*)"', page)[1]
    return moderator.post(f"{path}/decide/", action="spam", state_token=token)


def session_of(account):
    client = Client()
    client.force_login(account)
    return client.cookies["sessionid"].value


def wait_until(is_true):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not is_true():
        assert time.monotonic() < deadline, list(Message.objects.values())
        time.sleep(0.1)


def receipt():
    return Message.objects.get(kind="report_receipt")


def test_while_the_mail_server_is_away_the_site_serves_and_mail_waits(site_with):
    with site_with(free_port()) as site:
        comment = a_comment(a_post())
        assert report_and_remove(site, comment).status == 302
        assert site.answers("/readyz")
    comment.refresh_from_db()
    assert comment.status == "removed"
    assert set(Message.objects.values_list("status", flat=True)) == {"waiting"}


def test_a_server_without_a_mail_server_takes_no_mail(database_url, tmp_path):
    log = tmp_path / "log"
    with small_site(database_url, log) as site:
        report_and_remove(site, a_comment(a_post()))
        make_due()
        assert "EMAIL_URL is not set: mail waits" in log.read_text()
    assert set(Message.objects.values_list("status", flat=True)) == {"waiting"}


def test_an_answer_never_waits_for_a_mail_server_that_says_nothing(site_with):
    with silent() as server:
        port = server.getsockname()[1]
        with site_with(port) as site:
            assert report_and_remove(site, a_comment(a_post())).status == 302
            outcome = Message.objects.get(kind="report_outcome")
            assert (outcome.status, outcome.attempts) == ("waiting", 0)
            make_due()
            connection, _ = server.accept()
            wait_until(lambda: receipt().status == "sending")
            assert site.answers("/readyz")
            connection.close()
            server.close()
            wait_until(lambda: receipt().status == "waiting")
            with speaking(port) as server:
                make_due()
                wait_until(lambda: receipt().status == "sent")
    (message,) = server.messages
    assert f"To: {REPORTER}" in message


def test_a_reporter_confirms_in_the_browser_and_gets_the_outcome(site_with):
    with speaking() as server, site_with(server.port) as site:
        assert report_and_remove(site, a_comment(a_post())).status == 302
        wait_until(lambda: receipt().status == "sent")
        path = f"/mail/{Mailbox.objects.get().nonce}/"
        assert path in server.messages[0].replace("=\n", "")
        page = site.browser().get(path)
        assert "Yes, this is my e-mail" in page.text
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert site.browser().ask("POST", path, "action=confirm", **form).status == 200
        make_due()
        wait_until(lambda: len(server.messages) == 2)
    assert "What became of your report" in server.messages[1]


def test_a_server_that_is_killed_while_it_sends_loses_no_mail(site_with):
    with silent() as server:
        port = server.getsockname()[1]
        with site_with(port) as site:
            report_and_remove(site, a_comment(a_post()))
            connection, _ = server.accept()
            wait_until(lambda: receipt().status == "sending")
            for worker in site.workers():
                os.kill(worker, signal.SIGKILL)
            connection.close()
            server.close()
            with speaking(port) as server:
                make_due()  # as if ten minutes had passed
                wait_until(lambda: receipt().status == "sent")
    assert len([text for text in server.messages if "We have received" in text]) == 1
