"""Fixtures for all tests; databases.py and browsers.py beside it are plugins of pytest."""

import os
from urllib.parse import quote, urlsplit

import hypothesis
import psycopg
import pytest

from tests.site_server import site_server

# No deadline: how long an example takes says more about the machine than about the example.
hypothesis.settings.register_profile("unhurried", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Put SQLite in a file: Django's default, memory, allows no second writer."""
    from django.conf import settings

    for alias, database in settings.DATABASES.items():
        if database["ENGINE"].endswith("sqlite3"):
            path = tmp_path_factory.mktemp("databases") / f"{alias}.sqlite3"
            database.setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Return the database to the rows of its migrations after each test that commits.

    At the end, close the connections that are left, such as those of a server that answers a
    browser: PostgreSQL drops no database that is in use.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from tests.snapshot import Snapshot

    with django_db_blocker.unblock():
        migrated = Snapshot()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: migrated.put_back())
        yield

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Start pytest-django's server after the database has its file: with SQLite in memory it
    would share the test's connection between threads and crash the process.
    """
    return live_server


@pytest.fixture(scope="session")
def worker_database_url(django_db_setup):
    """Return the URL of this worker's test database, for another process."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(name)}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def database_url(transactional_db, worker_database_url):
    """Return the URL of this worker's test database, empty, for another process."""
    from django.core.cache import cache

    cache.clear()  # its table belongs to no model, so no flush empties it
    return worker_database_url


@pytest.fixture
def bare_database_url(vendor, tmp_path):
    """Make a database without tables and return its URL."""
    if vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/bare.sqlite3"
        return
    name, server_url = f"bare_{os.getpid()}", urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(server_url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield server_url._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name}")


@pytest.fixture(scope="module")
def module_server(request, worker_database_url, tmp_path_factory):
    """Run one server for a module's tests; the module's SERVER_SETTINGS are its environment."""
    settings = getattr(request.module, "SERVER_SETTINGS", {})
    with site_server(
        worker_database_url, tmp_path_factory.mktemp("server") / "log", **settings
    ) as site:
        yield site


@pytest.fixture
def shared_site(database_url, module_server):
    """Return the module's server on an empty database.

    For tests that neither stop it nor read its log: starting one takes a second on two cores.
    """
    module_server.expire_pages()
    return module_server


@pytest.fixture(scope="session")
def snapshots():
    """Return the snapshots of blogs that tests have filled, by the function that filled them."""
    return {}


@pytest.fixture
def filled(db, snapshots):
    """Return a function that fills the blog by another; after the first time, with its rows."""
    from tests.snapshot import Snapshot

    def fill(by):
        if by in snapshots:
            snapshots[by].put_back()
        else:
            by()
            snapshots[by] = Snapshot()

    return fill


@pytest.fixture
def sample_blog(filled):
    """Fill the blog with the sample; its media stay from the first time."""
    from blogsite.demo import sample

    filled(sample.fill_blog)


@pytest.fixture(autouse=True)
def empty_page_cache():
    """Empty the page cache, which outlives the database of a test."""
    from blogsite.pagecache.store import pages

    pages.clear()


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Begin in English: a process remembers the blog's language beyond the database of a test."""
    from posts.models import Blog

    monkeypatch.setattr(Blog.objects, "_last_language", "en")


@pytest.fixture(scope="session", autouse=True)
def uploads_of_tests(tmp_path_factory):
    """Store the pictures of tests apart from those of the site."""
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Use a fast password hash: the slow one would take most of the time of the tests."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
