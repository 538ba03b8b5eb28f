"""Fixtures for imports and backups."""

import io
import os
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import call_command

from tests.databases import postgresql_programs


@pytest.fixture
def take(tmp_path):
    """Give a function that imports an export of such text and gives what the command printed."""

    def taking(content, name="export.xml", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = io.StringIO()
        call_command("import_wordpress", str(path), stdout=said, stderr=io.StringIO(), **options)
        return said.getvalue()

    return taking


@pytest.fixture
def postgresql_tools(monkeypatch, vendor):
    """PostgreSQL's tools, of the same wheel as its server."""
    if vendor == "postgresql" and not os.environ.get("TEST_DATABASE_URL"):
        monkeypatch.setenv("PATH", os.pathsep.join([postgresql_programs(), os.environ["PATH"]]))


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
