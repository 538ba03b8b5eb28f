"""Fixtures for all tests; databases.py and browsers.py beside it are plugins of pytest."""

import os
from urllib.parse import quote, urlsplit

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file: Django's default, memory, has no second writer to test against."""
    from django.conf import settings

    for alias, database in settings.DATABASES.items():
        if database["ENGINE"].endswith("sqlite3"):
            path = tmp_path_factory.mktemp("databases") / f"{alias}.sqlite3"
            database.setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture
def database_url(transactional_db):
    """The address of this worker's test database, for a process of its own."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(name)}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
