"""What the environment may say, and what is refused before anything is done."""

import re

import pytest
from django.core.cache.backends.redis import RedisCacheClient

from blogsite.environment import Environment
from blogsite.shared_cache import caches
from tests.commands import manage
from tests.served import ROOT

RECOMMENDED = re.search(r"CACHE_URL=(\S+)", (ROOT / "deploy" / "soundoff.service").read_text())[1]


def server_of(url):
    """Give how the client would reach the cache at this address."""
    pool = RedisCacheClient([caches(url)["default"]["LOCATION"]])._get_connection_pool(write=True)
    told = pool.connection_kwargs
    return told.get("path") or (told["host"], told.get("db", 0))


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (RECOMMENDED, "/run/valkey/valkey.sock"),
        ("redis://valkey.example/2", ("valkey.example", 2)),
        ("valkey://valkey.example:6379/1", ("valkey.example", 1)),
        ("valkeys://me:valkey@redis.example", ("redis.example", 0)),
    ],
)
def test_a_cache_is_reached_where_its_address_says(url, server):
    assert server_of(url) == server


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("CACHE_URL", "nonsense", "unix:///run"),
        ("CACHE_URL", "memcached://somewhere", "redis://"),
        ("CACHE_URL", "redis://:a-secret@somewhere:port", "redis://"),
        ("TRUSTED_PROXIES", "nonsense", "192.0.2.0/24"),
        ("TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/99", "10.0.0.0/99"),
        ("BEHIND_TLS", "maybe", "neither true nor false"),
        ("DEBUG", "ture", "neither true nor false"),
    ],
)
@pytest.mark.parametrize("command", ["check", "migrate", "backup"])
def test_what_no_setting_can_be_is_told_in_one_line(
    monkeypatch, tmp_path, name, written, told, command
):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv(name, written)
    said = manage(f"sqlite:///{tmp_path}/blog.sqlite3", command)
    (line,) = said.stderr.splitlines()
    assert said.returncode == 1 and not said.stdout
    assert name in line and told in line and "a-secret" not in line
    assert not list(tmp_path.glob("*.sqlite3"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("On", True), ("1", True), ("False", False), ("no", False), ("", False)],
)
def test_true_and_false_are_read_as_people_write_them(monkeypatch, written, meant):
    monkeypatch.setenv("TESTED", written)
    assert Environment().bool("TESTED", default=not meant) is meant


def test_networks_may_stand_apart(monkeypatch):
    monkeypatch.setenv("TESTED", "127.0.0.1, 2001:db8::/32")
    assert Environment().networks("TESTED") == ["127.0.0.1", "2001:db8::/32"]
