"""A database from before the migrations were rewritten is recognized and not changed."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from tests.cast import a_comment, a_post
from tests.commands import manage, manage_in_turn
from tests.site_server import ROOT, TIMEOUT_SECONDS, free_port

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("postgresql_tools")]

# As migrate writes them; of an earlier version's tables, enough to be told apart.
EARLIER = """
    CREATE TABLE django_migrations (id bigint, app varchar(255), name varchar(255));
    INSERT INTO django_migrations VALUES (1, 'contenttypes', '0001_initial');
    INSERT INTO django_migrations VALUES (2, 'posts', '0001_initial');
    INSERT INTO django_migrations VALUES (3, 'comments', '0001_initial');
    INSERT INTO django_migrations VALUES (4, 'blogsite', '0001_initial');
    CREATE TABLE blogsite_user (id bigint, username varchar(150));
    INSERT INTO blogsite_user VALUES (1, 'mona');
"""


@pytest.fixture(autouse=True)
def own_files(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))


@pytest.fixture
def old_database_url(bare_database_url):
    run(bare_database_url, EARLIER)
    return bare_database_url


def run(url, script):
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            database.executescript(script)
    else:
        with psycopg.connect(url, autocommit=True) as database:
            database.execute(script)


def users(url):
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            return database.execute("SELECT username FROM blogsite_user").fetchall()
    with psycopg.connect(url) as database:
        return database.execute("SELECT username FROM blogsite_user").fetchall()


def assert_refused(process, url):
    (line,) = process.stderr.splitlines()
    assert process.returncode == 1
    assert "has tables of an earlier version" in line
    assert url.rpartition("/")[2] in line and "a-secret" not in line
    assert ("Move it away" in line) == url.startswith("sqlite")
    assert users(url) == [("mona",)]


def test_commands_refuse_an_old_database_in_one_line(old_database_url):
    for process in manage_in_turn(old_database_url, [("migrate",), ("demo", "--port", "0")]):
        assert_refused(process, old_database_url)


def test_the_server_does_not_start_on_an_old_database(old_database_url):
    process = subprocess.run(
        [sys.executable, "-m", "blogsite.serving"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": old_database_url, "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert_refused(process, old_database_url)


@pytest.fixture
def backup(database_url, tmp_path):
    a_comment(a_post(), "Frost.")
    call_command("backup", str(tmp_path / "backups"))
    connection.close()
    return next((tmp_path / "backups").glob("*.tar"))


def test_a_restore_does_not_replace_an_old_database(backup, old_database_url):
    assert_refused(manage(old_database_url, "restore", backup, "--yes"), old_database_url)


def test_a_backup_of_an_old_database_is_refused_in_one_line(database_url, tmp_path):
    run(
        database_url,
        "DELETE FROM django_migrations WHERE app = 'accounts' AND name = '0001_initial';",
    )
    try:
        old = tmp_path / "old"
        call_command("backup", str(old))
        connection.close()  # a restore needs a SQLite file for itself
    finally:
        run(
            database_url,
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('accounts', '0001_initial', CURRENT_TIMESTAMP);",
        )
    process = manage(database_url, "restore", next(old.glob("*.tar")), "--yes")
    (line,) = process.stderr.splitlines()
    assert process.returncode == 1
    assert "Its tables are of an earlier version" in line
