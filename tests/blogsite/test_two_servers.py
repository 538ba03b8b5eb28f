"""Two servers on one database behind the shipped nginx: releases without a gap."""

import json
import signal
from contextlib import ExitStack

import pytest

from comments.models import Comment
from comments.tree_check import audit
from tests.cast import a_post
from tests.fault_injection import write_during
from tests.missing_programs import skip_or_fail
from tests.nginx_server import MISSING, WITHOUT_LIMITS, nginx_in_front, nginx_path
from tests.site_server import TIMEOUT_SECONDS, small_site

pytestmark = pytest.mark.slow

SETTINGS = {"TRUSTED_PROXIES": "127.0.0.1", "ALLOWED_HOSTS": "127.0.0.1", "DRAIN_SECONDS": "0.5"}


class Servers:
    """Two servers that can be restarted, each on its port."""

    def __init__(self, database_url, folder):
        self.database_url, self.folder = database_url, folder
        self.running = [ExitStack(), ExitStack()]
        self.sites = [self.start(0), self.start(1)]

    def start(self, number, **settings):
        log = self.folder / f"log-{number}"
        site = small_site(self.database_url, log, **SETTINGS | settings)
        return self.running[number].enter_context(site)

    def restart(self, number):
        """End a server as a release does, and start it on the same port."""
        site = self.sites[number]
        site.process.send_signal(signal.SIGTERM)
        site.process.wait(TIMEOUT_SECONDS)
        self.sites[number] = self.start(number, PORT=str(site.port))
        self.sites[number].wait()

    def end(self):
        for stack in self.running:
            stack.close()


@pytest.fixture
def servers(database_url, tmp_path):
    servers = Servers(database_url, tmp_path)
    yield servers
    servers.end()


@pytest.fixture
def front(servers, tmp_path):
    if nginx_path() is None:
        skip_or_fail(MISSING)
    line = "server 127.0.0.1:{} max_fails=0;"
    both = " ".join(line.format(site.port) for site in servers.sites)
    changes = WITHOUT_LIMITS | {r"server 127\.0\.0\.1:\d+ max_fails=0;": both}
    with nginx_in_front(servers.sites[0].port, tmp_path / "nginx", changes) as front:
        yield front


def test_servers_are_restarted_in_turn_without_a_failed_request(servers, front):
    post = a_post()
    path = f"{post.get_absolute_url()}respond/"
    sent = write_during(front, path, lambda: [servers.restart(number) for number in (0, 1)])
    bodies = sorted(Comment.objects.values_list("body", flat=True))
    assert len(sent) > 5 and bodies == sorted(sent)
    assert list(audit(repair=False)) == []
    statuses = [json.loads(line)["status"] for line in front.log().splitlines()]
    assert [status for status in statuses if status >= 500] == []
