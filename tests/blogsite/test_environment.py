"""Settings from the environment, and which values are refused."""

import gc
import os
import re
import subprocess
import sys

import pytest
from django.core.cache.backends.redis import RedisCacheClient

from blogsite.environment import Environment
from blogsite.shared_cache import caches
from tests.commands import manage_in_environments, manage_in_turn
from tests.site_server import ROOT, TIMEOUT_SECONDS, free_port

RECOMMENDED = re.search(r"CACHE_URL=(\S+)", (ROOT / "deploy" / "soundoff.service").read_text())[1]


def server_of(url):
    """Return how the client would reach the cache at this address."""
    pool = RedisCacheClient([caches(url)["default"]["LOCATION"]])._get_connection_pool(write=True)
    options = pool.connection_kwargs
    return options.get("path") or (options["host"], options.get("db", 0))


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (RECOMMENDED, "/run/valkey/valkey.sock"),
        ("redis://valkey.example/2", ("valkey.example", 2)),
        ("valkey://valkey.example:6379/1", ("valkey.example", 1)),
        ("valkeys://me:valkey@redis.example", ("redis.example", 0)),
    ],
)
def test_the_cache_is_reached_at_the_host_of_its_url(url, server):
    assert server_of(url) == server


IMPOSSIBLE = [
    ("CACHE_URL", "nonsense", "unix:///run"),
    ("CACHE_URL", "memcached://somewhere", "redis://"),
    ("CACHE_URL", "redis://:a-secret@somewhere:port", "redis://"),
    ("TRUSTED_PROXIES", "nonsense", "192.0.2.0/24"),
    ("TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/99", "10.0.0.0/99"),
    ("BEHIND_TLS", "maybe", "neither true nor false"),
    ("DEBUG", "ture", "neither true nor false"),
    ("TIME_ZONE", "Mars/Base", "'Mars/Base'; it is written like Europe/Berlin"),
    ("TIME_ZONE", "../passwd", "not a known time zone"),
    ("EMAIL_URL", "mail.example", "smtp+tls://"),
    ("EMAIL_URL", "smtp://me:a-secret@mail.example:port", "smtp+tls://"),
    ("EMAIL_URL", "smtp+tls://", "smtp+tls://"),
    ("DATABASE_WAIT", "abc", "seconds up to 300, like 5 or 0.5, not 'abc'"),
    ("DATABASE_WAIT", "nan", "not 'nan'"),
    ("DATABASE_CONNECTIONS", "-1", "whole number from 1 to 1000, not '-1'"),
    ("DATABASE_REPLICA_URLS", "postgresql://me:a-secret@two/blog", "SQLite has no replicas"),
    ("HSTS_SECONDS", "a year", "not 'a year'"),
    ("VAR_DIR", "/dev/null/var", "not '/dev/null/var'"),
    ("SENTRY_DSN", "https://a-secret@sentry.example/1", "pip install sentry-sdk"),
]


def test_an_impossible_setting_is_reported_in_one_line(tmp_path):
    url, var = f"sqlite:///{tmp_path}/blog.sqlite3", str(tmp_path)
    environments = [
        {"DATABASE_URL": url, "VAR_DIR": var, name: written} for name, written, _ in IMPOSSIBLE
    ]
    processes = manage_in_environments(["migrate"], environments)
    for (name, written, problem), process in zip(IMPOSSIBLE, processes, strict=True):
        (line,) = process.stderr.splitlines()
        assert process.returncode == 1 and not process.stdout, (name, written)
        assert name in line and problem in line and "a-secret" not in line, (name, written)
    assert not list(tmp_path.glob("*.sqlite3"))


def test_every_command_reports_an_invalid_database_url(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    commands = [(command, "x") for command in ("check", "backup", "restore", "forget", "demo")]
    for process in manage_in_turn("nonsense", commands):
        (line,) = process.stderr.splitlines()
        assert process.returncode == 1 and not process.stdout and "DATABASE_URL" in line, process


BAD_URLS = [
    "",
    "nonsense",
    "mysql://me:a-secret@somewhere/blog",
    "postgresql://me:a-secret@somewhere",
    "postgresql://me:a-secret@somewhere:port/blog",
    "postgresql://me:a-secret@somewhere:99999999/blog",
    "postgresql://me:a-secret@one:5432,two:port/blog",
    "postgresql://me:a-secret@one:5432,,two/blog",
    "postgresql://me:a-secret@/blog?host=one,two&port=5432,port",
    "postgresql://me:a-secret@/blog?host=one,two,three&port=5432,5433",
    "sqlite://",
    "sqlite:////dev/null/blog.sqlite3",
    "sqlite://var/blog.sqlite3",  # two slashes: it would be kept in memory, and be lost
]


def test_a_bad_database_url_is_one_line_without_its_password(tmp_path):
    environments = [{"DATABASE_URL": url, "VAR_DIR": str(tmp_path)} for url in BAD_URLS]
    for process in manage_in_environments(["migrate"], environments):
        (line,) = process.stderr.splitlines()
        assert process.returncode == 1 and not process.stdout, process
        assert line.startswith("Nothing was done: DATABASE_URL is "), process
        assert "a-secret" not in line


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "written", "problem"),
    [
        ("PORT", "99999", "from 1 to 65535, not '99999'"),
        ("PORT", "http", "from 1 to 65535, not 'http'"),
        ("HOST", "blog.example", "like 127.0.0.1 or ::1, not 'blog.example'"),
        ("SERVER_PROCESSES", "-1", "from 1 to 256, not '-1'"),
        ("SERVER_THREADS", "0", "not '0'"),
    ],
)
def test_a_server_with_impossible_settings_does_not_start(name, written, problem):
    process = subprocess.run(
        [sys.executable, "-m", "blogsite.serving"],
        cwd=ROOT,
        env=os.environ | {"PORT": str(free_port())} | {name: written},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    (line,) = process.stderr.splitlines()
    assert process.returncode == 1 and line.startswith("Nothing is served:")
    assert name in line and problem in line


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("On", True), ("1", True), ("False", False), ("no", False), ("", False)],
)
def test_true_and_false_are_read_as_people_write_them(monkeypatch, written, meant):
    monkeypatch.setenv("TESTED", written)
    assert Environment().bool("TESTED", default=not meant) is meant


def test_networks_in_a_setting_can_have_blanks_between(monkeypatch):
    monkeypatch.setenv("TESTED", "127.0.0.1, 2001:db8::/32")
    assert Environment().networks("TESTED") == ["127.0.0.1", "2001:db8::/32"]


def test_garbage_is_collected_again_once_the_site_is_loaded():
    assert gc.isenabled() and gc.get_freeze_count() > 100_000
