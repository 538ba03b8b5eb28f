"""Fixtures for imports and backups."""

import io
import os
import shutil
from contextlib import closing

import pytest
from django.core.management import call_command

from tests.blogsite import jsonl
from tests.databases import postgresql_programs
from tests.loaded_site import LoadedSite
from tests.object_store import a_bucket, store_pictures_in, store_server


@pytest.fixture
def take(tmp_path):
    """Return a function that imports an export of such text and gives what the command printed."""

    def taking(content, name="export.xml", command="import_wordpress", **options):
        path = tmp_path / name
        options = {"verbose": True} | options
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        output = io.StringIO()
        call_command(command, str(path), stdout=output, stderr=io.StringIO(), **options)
        return output.getvalue()

    return taking


@pytest.fixture
def fill_blog(filled, folder_of_run, settings):
    """Return a function that gives the blog what jsonl.fill makes, with its pictures."""

    def fill():
        own, made = settings.MEDIA_ROOT, folder_of_run / "pictures-of-jsonl"
        settings.MEDIA_ROOT = made
        filled(jsonl.fill)
        settings.MEDIA_ROOT = own
        shutil.copytree(made, own, dirs_exist_ok=True)

    return fill


@pytest.fixture
def postgresql_tools(monkeypatch, vendor):
    """PostgreSQL's tools, of the same wheel as its server."""
    monkeypatch.setenv("PATH", path_with_tools(vendor))


def path_with_tools(vendor) -> str:
    if vendor == "sqlite" or os.environ.get("TEST_DATABASE_URL"):
        return os.environ["PATH"]
    return os.pathsep.join([postgresql_programs(), os.environ["PATH"]])


@pytest.fixture(scope="session")
def loaded_site_of_worker(worker_database_url, vendor, tmp_path_factory):
    """Run a process that forks for commands on this worker's test database."""
    var = tmp_path_factory.mktemp("loaded") / "var"
    path = path_with_tools(vendor)
    with closing(LoadedSite(worker_database_url, var, PATH=path)) as loaded:
        yield loaded


@pytest.fixture
def loaded_site(database_url, loaded_site_of_worker, settings):
    """Return the process that forks for commands on the test database; its folder is empty, and
    the media of the test are there.
    """
    var = loaded_site_of_worker.var
    shutil.rmtree(var, ignore_errors=True)
    settings.MEDIA_ROOT = var / "media"
    (var / "media").mkdir(parents=True)
    return loaded_site_of_worker


@pytest.fixture(scope="session")
def store():
    """Run an S3-compatible store and return the URL of its server."""
    with store_server() as url:
        yield url


@pytest.fixture
def bucket(store, settings):
    """Store the pictures of a test in a bucket of their own."""
    bucket = a_bucket(store, folder="blog")
    store_pictures_in(settings, bucket)
    return bucket
