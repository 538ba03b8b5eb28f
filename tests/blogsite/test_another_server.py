"""A PostgreSQL server that answers and is not the one connected to: a standby, behind a pooler."""

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection

from blogsite import databases
from blogsite.environment import Environment
from blogsite.pagecache.store import pages
from blogsite.serving import other_servers
from tests.cast import a_post
from tests.fault_injection import CREATE_POST, in_site, own_postgresql
from tests.site_server import small_site

TEXT = "These words must come back."
# As a pooler does it: the driver does not learn of it.
FORGET_STATEMENTS = "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$"


@pytest.mark.slow
def test_a_server_that_takes_no_writes_gives_the_text_back(tmp_path):
    with own_postgresql() as (server, url):
        path = in_site(url, CREATE_POST).strip()
        with small_site(url, tmp_path / "log", DATABASE_WAIT="1") as site:
            reader = site.browser()
            assert reader.comment(f"{path}respond/", "Before.").status == 303
            take_writes(server, "off")
            refused = reader.comment(f"{path}respond/", TEXT)
            assert refused.status == 503 and TEXT in refused.text
            assert site.browser().get("/search/?q=words").status == 503
            assert site.browser().get(path).status == 200
            take_writes(server, "on")
            assert site.browser().comment(f"{path}respond/", TEXT).status == 303


def take_writes(server, switch):
    read_only = {"on": "off", "off": "on"}[switch]
    server.psql(f"ALTER SYSTEM SET default_transaction_read_only = {read_only};")
    server.psql("SELECT pg_reload_conf();")


@pytest.mark.django_db(transaction=True)
def test_a_pooler_that_forgets_statements_is_a_database_away(client):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no statements on a server")
    url = a_post().get_absolute_url()
    for _ in range(7):  # from the sixth time on statements are prepared
        pages.clear()
        assert client.get(url).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(FORGET_STATEMENTS)
    pages.clear()
    assert client.get(url).status_code == 503
    close_old_connections()  # as the end of a request does
    assert client.get(url).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_a_pooler_keeps_open_is_no_server(worker_database_url, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no pooler")
    monkeypatch.setenv("DATABASE_URL", worker_database_url)
    own = Environment().database("DATABASE_URL", default="")
    own.setdefault("OPTIONS", {})["application_name"] = f"{other_servers.NAME} x"
    parameters = databases.connection_parameters(own)
    with psycopg.connect(**parameters | {"application_name": f"{other_servers.NAME} y"}):
        with pytest.raises(SystemExit):
            other_servers.refuse_another_key(own, "a key")
        monkeypatch.setattr(other_servers, "IDLE_SECONDS", 0)
        other_servers.refuse_another_key(own, "a key")


@pytest.mark.django_db(transaction=True)
def test_our_own_errors_are_unchanged_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has other errors")
    with connection.cursor() as cursor, pytest.raises(Exception) as caught:
        cursor.execute("SELECT * FROM no_such_table")
    assert not isinstance(caught.value, OperationalError)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgresql://me:secret@one:5433,two/blog", "one,two", "5433,5432"),
        ("postgresql://me@[::1]:5433,192.0.2.1:5434/blog", "::1,192.0.2.1", "5433,5434"),
        ("postgresql://me@one/blog", "one", ""),
    ],
)
def test_a_database_url_may_name_several_hosts(url, host, port, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    config = Environment().database("DATABASE_URL", default="")
    assert (config["HOST"], str(config["PORT"])) == (host, port)
    assert (config["NAME"], config["USER"]) == ("blog", "me")
    options = with_options(config)
    assert options.get("target_session_attrs") == ("read-write" if "," in host else None)


def test_several_hosts_may_be_named_as_postgresql_does(monkeypatch):
    url = "postgresql://me@/blog?host=one,two&port=1,2&target_session_attrs=any"
    monkeypatch.setenv("DATABASE_URL", url)
    config = Environment().database("DATABASE_URL", default="")
    options = with_options(config)
    assert (options["host"], options["port"]) == ("one,two", "1,2")
    assert options["target_session_attrs"] == "any"


def with_options(config):
    return databases.with_options(config, prepares=True, connections=5, wait=1, is_pooled=False)[
        "OPTIONS"
    ]
