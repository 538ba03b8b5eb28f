"""A PostgreSQL primary with standbys: one dies, another takes over, a third is not the primary.

`benchmarks.failover` does it at length.
"""

import json
import re
import time

import pytest
from django.db import ConnectionHandler

from blogsite import database_check, databases
from blogsite.environment import Environment
from tests.commands import manage
from tests.fault_injection import AUDIT, in_site, write_during
from tests.site_server import TIMEOUT_SECONDS, small_site
from tests.standby_servers import standby_servers, url_of

pytestmark = pytest.mark.slow

# A page shows fifty comments, and nobody knows how many are written during a failover.
CREATE_POSTS = """
from benchmarks.making import make_posts
print(*(post.get_absolute_url() for post in make_posts(2)))
"""


@pytest.fixture(scope="module")
def servers():
    with standby_servers(most=4, syncs=False) as servers:
        servers.add_standby()
        yield servers


@pytest.fixture(scope="module")
def posts(servers):
    return in_site(servers.url, CREATE_POSTS).split()


@pytest.fixture(scope="module")
def shared_site(servers, posts, tmp_path_factory):
    log = tmp_path_factory.mktemp("failover") / "log"
    with small_site(servers.url, log, DATABASE_WAIT="1", METRICS_TOKEN="token") as site:
        yield site


def fail_over(servers):
    servers.kill_primary()
    servers.promote()


def test_a_failover_to_a_synchronous_standby_loses_nothing(servers, posts, shared_site):
    post = posts[0]
    servers.wait_for_standbys("*")
    writer = shared_site.browser()
    writer.open(f"{post}respond/")

    def die():
        time.sleep(1)
        servers.kill_primary()
        refused = writer.comment(f"{post}respond/", "Typed meanwhile.")
        servers.promote()
        shared_site.wait()
        assert refused.status == 503 and "Typed meanwhile." in refused.text

    sent = write_during(shared_site, f"{post}respond/", die, writers=8)
    assert json.loads(in_site(servers.url, AUDIT)) == [sorted(sent), 0]


def test_comments_that_a_failover_lost_are_gone_from_every_page(servers, posts, shared_site):
    post = posts[1]
    servers.wait_for_standbys("")
    if not servers.standbys:
        servers.add_standby()
    comment(shared_site, post, "Copied.")
    servers.catch_up()
    servers.stop_sending()
    own_page = comment(shared_site, post, "Never copied.")
    assert {"Copied.", "Never copied."} <= sentences_on(shared_site, own_page)
    fail_over(servers)
    shared_site.wait()
    # Before anybody reads: it must not get the version of the page with the lost comment.
    comment(shared_site, post, "Written afterwards.")
    wait_until_shown(shared_site, post, "Written afterwards.")
    for page in (post, own_page, f"{post}feed/", "/"):
        assert "Never copied." not in sentences_on(shared_site, page)
    assert "Copied." in sentences_on(shared_site, post)


def comment(site, post, body) -> str:
    """Write a comment; return the path of the page that its author sees."""
    answer = site.browser().comment(f"{post}respond/", body)
    assert answer.status == 303, answer.text
    return answer.headers["Location"].partition("#")[0]


def sentences_on(site, path) -> set[str]:
    """Return the sentences that a page shows."""
    return set(re.findall(r"[A-Z][a-z ]+\.", site.browser().get(path).text))


def wait_until_shown(site, path, body):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while body not in sentences_on(site, path):
        assert time.monotonic() < deadline, sentences_on(site, path)
        time.sleep(0.1)


def test_the_check_for_the_public_names_servers_that_cannot_serve(servers, tmp_path):
    if not servers.standbys:
        servers.add_standby()
    primary, standby = servers.primary.pgdata, servers.standbys[0].pgdata
    assert faults(url_of(primary, standby)) == []
    assert faults(url_of(primary, tmp_path)) == ["W010"]
    assert faults(url_of(tmp_path, tmp_path)) == ["W010", "W010", "E010"]
    assert faults(url_of(standby)) == ["E010"]
    assert faults(url_of(primary, primary)) == ["E011"]
    assert faults(url_of(primary, port=1)) == ["W010", "E010"]
    process = manage(url_of(standby), "check", "--deploy")
    assert process.returncode == 1 and "each is a standby" in process.stderr


def faults(url) -> list[str]:
    """Return the codes of what the check finds on the servers of a DATABASE_URL."""
    config = Environment.db_url_config(url)
    options = {"prepares": True, "connections": 5, "wait": 1, "is_pooled": False}
    database = databases.with_options(config, **options)
    messages = database_check.faults_of(ConnectionHandler({"default": database}))
    return [fault.id.removeprefix("soundoff.") for fault in messages]


def test_a_command_on_a_standby_ends_with_one_line(servers):
    if not servers.standbys:
        servers.add_standby()
    (line,) = manage(url_of(servers.standbys[0].pgdata), "forget").stderr.splitlines()
    assert line.startswith("The database stopped this: ") and "read-only" in line


def test_metrics_say_how_far_a_standby_is_behind(servers, shared_site):
    if not servers.standbys:
        servers.add_standby()
    metrics = shared_site.browser().get("/metrics", Authorization="Bearer token").text
    assert "\nsoundoff_standbys 1.0\n" in metrics
    for unit in ("bytes", "seconds"):
        assert re.search(rf'\nsoundoff_standby_lag_{unit}{{standby="[^"]+"}} \d', metrics), unit
