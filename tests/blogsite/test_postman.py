"""Letters while people are served: no answer waits for a mail server, and no letter is lost."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blogsite.mailers import PATIENCE as MAIL_PATIENCE
from moderation.models import Notice
from tests.cast import a_comment, a_post, mona
from tests.mail_servers import silent, speaking
from tests.site_server import TIMEOUT_SECONDS, free_port, site_server


@pytest.fixture
def site_with(database_url, tmp_path):
    """Give what starts a site whose mail goes to a port."""

    def starting(port):
        log = tmp_path / "log"
        return site_server(database_url, log, EMAIL_URL=f"smtp://127.0.0.1:{port}")

    return starting


def removed(site, comment):
    """Let a moderator remove a comment that was reported; give the answer."""
    told = {"reason": "spam", "note": "", "email": "rosa@mail.example"}
    assert site.browser().post(f"/comments/{comment.pk}/report/", **told).status == 303
    moderator = site.browser()
    moderator.cookies["sessionid"] = session_of(mona())
    place = f"/admin/moderation/reportedcomment/{comment.pk}"
    seen = re.search(r'name="seen" value="([^"]*)"', moderator.open(f"{place}/change/").text)[1]
    return moderator.post(f"{place}/decide/", action="spam", seen=seen)


def session_of(account):
    client = Client()
    client.force_login(account)
    return client.cookies["sessionid"].value


def its_time_has_come():
    Notice.objects.update(touched=timezone.now() - timedelta(minutes=5))


def until_it_is(status):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while Notice.objects.get().status != status:
        assert time.monotonic() < deadline, Notice.objects.get()
        time.sleep(0.1)


def test_while_the_mail_server_is_away_the_site_serves_and_letters_wait(site_with):
    with site_with(free_port()) as site:
        comment = a_comment(a_post())
        assert removed(site, comment).status == 302
        assert site.answers("/readyz")
    comment.refresh_from_db()
    assert (comment.status, Notice.objects.get().status) == ("removed", "waiting")


def test_an_answer_never_waits_for_a_mail_server_that_says_nothing(site_with):
    with silent() as server:
        port = server.getsockname()[1]
        with site_with(port) as site:
            started = time.monotonic()
            assert removed(site, a_comment(a_post())).status == 302
            assert time.monotonic() - started < MAIL_PATIENCE / 2
            its_time_has_come()
            connection, _ = server.accept()
            until_it_is("sending")
            assert site.answers("/readyz")
            connection.close()
            server.close()
            until_it_is("waiting")
            with speaking(port) as server:
                its_time_has_come()
                until_it_is("sent")
    (letter,) = server.letters
    assert "To: rosa@mail.example" in letter
