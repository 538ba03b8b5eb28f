"""The cache that all workers share, and a site without it."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection, connections

from accounts.limits import RateLimit
from blogsite.shared_cache import NEW_COUNTS_PER_CULL, TABLE, caches
from moderation.claims import Claim
from tests.cache_server import MISSING, cache_server, server_path
from tests.cast import milo, mona
from tests.missing_programs import skip_or_fail
from tests.site_server import free_port, small_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["table", "server"])
def where(request, settings, tmp_path):
    """Each rule holds for the table of the database and for a server."""
    if request.param == "table":
        yield
    elif server_path() is None:
        skip_or_fail(MISSING)
    else:
        with cache_server(tmp_path) as url:
            settings.CACHES = caches(url)
            yield


def count(key):
    try:
        return cache.count([key], 60)[0]
    finally:
        connections.close_all()


def test_forty_concurrent_counts_are_all_counted(where):
    with ThreadPoolExecutor(8) as pool:
        counts = sorted(pool.map(count, ["counted"] * 40))
    assert counts == list(range(1, 41))


def test_a_count_does_not_wait_for_the_disk_and_what_comes_after_it_does():
    if connection.vendor != "sqlite":
        pytest.skip("each server of PostgreSQL has its own setting")
    statements = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(statements.append)
    try:
        cache.count(["counted"], 60)
    finally:
        connection.connection.set_trace_callback(None)
    assert [each.split()[0] for each in statements] == ["PRAGMA", "INSERT", "PRAGMA"]
    assert statements[0] == "PRAGMA synchronous=NORMAL"
    assert connection.connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_counts_of_past_windows_do_not_fill_the_table(settings):
    settings.CACHES = {"default": caches("")["default"] | {"OPTIONS": {"MAX_ENTRIES": 50}}}
    assert cache.count(["going-on"], 60) == [1]
    for number in range(3 * NEW_COUNTS_PER_CULL):
        assert cache.count([f"past-{number}"], -1) == [1]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")  # noqa: S608 (a name of ours)
        assert cursor.fetchone()[0] <= 50 + NEW_COUNTS_PER_CULL
    assert cache.count(["going-on"], 60) == [2]


def test_a_limit_counts_people_networks_and_the_site(where):
    limit = RateLimit(
        "tested", 10_000, per_person=2, per_network=2, per_wide_network=2, site_wide=4
    )
    takes = [("alice", 1), ("alice", 1), ("alice", 1), ("bob", 1), ("bob", 2)]
    waits = [limit.take(person=person, ip=f"203.0.{number}.7") for person, number in takes]
    assert list(map(bool, waits)) == [False, False, True, True, False]
    assert not limit.take(person="carol", ip="203.0.3.7")  # refused acts count no further
    assert 0 < limit.take(person="dora", ip="203.0.4.7") <= 10_000


def test_a_cached_value_is_returned_unchanged(where):
    Claim.take(7, mona())
    assert Claim.take(7, milo()) == Claim.on(7) and Claim.on(7).name == "Mona"
    assert Claim.among([7, 8]) == {7: Claim.on(7)}
    cache.set("bytes", b"\0\n\xff", 60)
    assert (cache.get("bytes"), cache.get("unknown")) == (b"\0\n\xff", None)


def test_the_site_works_without_its_cache_server(tmp_path, database_url, settings, caplog):
    settings.CACHES = caches(f"valkey://127.0.0.1:{free_port()}/0")
    limit = RateLimit("away", 60, per_person=1, per_network=1, per_wide_network=1, site_wide=1)
    with caplog.at_level(logging.CRITICAL):
        assert [limit.take(person="alice") for _ in range(3)] == [0, 0, 0]
        assert (cache.get("x"), cache.get_many(["x"])) == (None, {})


def test_a_site_without_its_cache_serves_and_reports_it(tmp_path, database_url):
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    with small_site(database_url, tmp_path / "log", CACHE_URL=nowhere) as site:
        assert site.browser().get("/").status == 200
        ready = site.browser().get("/readyz")
        assert (ready.status, b'"away": ["cache"]' in ready.body) == (503, True)
        assert site.browser().post("/accounts/login/", login="a", password="b").status == 200
