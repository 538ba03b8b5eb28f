"""What commands say on a database that is not ready."""

import os
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.commands import manage

pytestmark = pytest.mark.usefixtures("postgresql_tools")

SAMPLE = "fixtures/sample.wxr.xml"


@pytest.fixture(autouse=True)
def own_files(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))


@pytest.fixture
def bare_database_url(request, tmp_path):
    """The address of a database without tables."""
    if request.config.option.database == "sqlite":
        yield f"sqlite:///{tmp_path}/bare.sqlite3"
        return
    name, given = f"bare_{os.getpid()}", urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(given._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield given._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name}")


@pytest.mark.parametrize(
    "words",
    [
        ("import_wordpress", SAMPLE),
        ("import_wordpress", SAMPLE, "--dry-run"),
        ("backup", "{home}/backups"),
        ("check_threads",),
    ],
    ids=" ".join,
)
def test_without_tables_a_command_says_what_to_run_first(bare_database_url, tmp_path, words):
    told = manage(bare_database_url, *(word.format(home=tmp_path) for word in words))
    assert told.returncode == 1
    last = told.stderr.splitlines()[-1]
    assert "no tables" in last and "run `manage.py migrate` first" in last
    assert "Whole posts were stored" not in told.stderr and "Traceback" not in told.stderr
    assert not list(tmp_path.glob("backups/*"))
