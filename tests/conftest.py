"""Fixtures for all tests; databases.py and browsers.py beside it are plugins of pytest."""

import gc
import os
import pickle
import time
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import hypothesis
import pytest
from fasteners import InterProcessLock

from tests.migrated_database import copy_migrated, create_database, drop_database
from tests.site_server import site_server

# No deadline: how long an example takes says more about the machine than about the example.
hypothesis.settings.register_profile("unhurried", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_collection_finish():
    """Look for garbage among what tests make, not among the tests: they stay to the end."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Put SQLite in a file: Django's default, memory, allows no second writer."""
    from django.conf import settings

    for alias, database in settings.DATABASES.items():
        if database["ENGINE"].endswith("sqlite3"):
            path = tmp_path_factory.mktemp("databases") / f"{alias}.sqlite3"
            database.setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture(scope="session")
def folder_of_run(tmp_path_factory):
    """Return the folder that all workers of this run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, folder_of_run):
    """Have Django find a migrated database where it would make one."""
    from django.db import connection

    copy_migrated(url_of_database(connection.creation._get_test_db_name()), folder_of_run)
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Return the database to the rows of its migrations after each test that commits."""
    from django.db import connection
    from django.test import TransactionTestCase

    from tests.snapshot import Snapshot

    with django_db_blocker.unblock():
        migrated = Snapshot()
        # Django asks SQLite once in a process; no test shall find these queries among its own.
        assert connection.features.supports_json_field
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: migrated.put_back())
        yield

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            connection.close()
        drop_database(url_of_database(connection.settings_dict["NAME"]))


def url_of_database(name) -> str:
    """Return the URL of the database that Django calls `name`."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(name)}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


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

    return url_of_database(connection.settings_dict["NAME"])


@pytest.fixture
def database_url(transactional_db, worker_database_url):
    """Return the URL of this worker's test database, empty, for another process."""
    from django.core.cache import cache

    cache.clear()  # its table belongs to no model, so no flush empties it
    return worker_database_url


@pytest.fixture
def bare_database_url(vendor, tmp_path):
    """Make a database without tables and return its URL."""
    url = url_of_another_database(vendor, "bare", tmp_path)
    if vendor == "sqlite":
        yield url
        return
    create_database(url)
    yield url
    drop_database(url)


def url_of_another_database(vendor, name, folder) -> str:
    if vendor == "sqlite":
        return f"sqlite:///{folder}/{name}.sqlite3"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}_{os.getpid()}").geturl()


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


@pytest.fixture
def filled(db, folder_of_run):
    """Return a function that fills the blog with what the function `by` makes.

    Only the first test of the run, in any of its workers, calls `by`; the others copy its rows.
    """
    from tests.snapshot import Snapshot

    def fill(by):
        rows = folder_of_run / f"{by.__module__}.{by.__name__}.rows"
        with InterProcessLock(f"{rows}.lock"):
            if not rows.exists():
                by()
                rows.write_bytes(pickle.dumps(Snapshot()))
                return
        pickle.loads(rows.read_bytes()).put_back()  # noqa: S301 (ours)

    return fill


@pytest.fixture
def sample_blog(filled):
    """Fill the blog with the sample; its pictures stay from the first time."""
    from blogsite.demo import sample

    filled(sample.fill_blog)


@pytest.fixture
def long_window(monkeypatch):
    """Let rate limits see the clock of an hour's first second: no window of theirs ends soon."""
    from accounts import limits

    full_hour = time.time() // limits.HOUR * limits.HOUR
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: full_hour + 1))


@pytest.fixture(autouse=True)
def empty_page_cache():
    """Empty the page cache, which outlives the database of a test."""
    from blogsite.pagecache.store import pages

    pages.clear()


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Begin in English: a process remembers the blog beyond the database of a test."""
    from accounts.catalogues import loading
    from posts.models import Blog, Wording

    if Wording.objects._used:
        loading.use_wordings({})
        monkeypatch.setattr(Wording.objects, "_used", 0)
    monkeypatch.setattr(Blog.objects, "_last_language", "en")
    monkeypatch.setattr(Blog.objects, "last_read", None)


@pytest.fixture(scope="session", autouse=True)
def uploads_of_tests(folder_of_run):
    """Store the pictures of tests apart from those of the site."""
    from django.test import override_settings

    (folder_of_run / "media").mkdir(exist_ok=True)
    with override_settings(MEDIA_ROOT=folder_of_run / "media"):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Use a fast password hash: the slow one would take most of the time of the tests."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
