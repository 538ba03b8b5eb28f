"""What is expensive is read from a replica, and from the primary when none can be asked.

The replica here is another database, with other content: so each page says which it was read from.
"""

import json
import os
from contextlib import closing

import psycopg
import pytest

from tests.databases import postgresql_programs
from tests.fault_injection import CREATE_POST, in_site, own_postgresql
from tests.loaded_site import LoadedSite
from tests.restores import Site
from tests.site_server import small_site

pytestmark = pytest.mark.slow

IN_ONE_SNAPSHOT = """
import json, os, psycopg
from django.test import RequestFactory
from posts.models import Post
from posts.replicas import from_replica

def view(request):
    before = Post.objects.get().title
    with psycopg.connect(os.environ["DATABASE_REPLICA_URLS"]) as other:
        other.execute("UPDATE posts_post SET title = title || '!'")
    return [before, Post.objects.get().title]

ask = RequestFactory().get
print(json.dumps([from_replica(view)(ask("/")), from_replica(view)(ask("/?v=1"))]))
"""
GROUPS = """
from django.contrib.auth.models import Group
print(Group.objects.count())
"""
ROWS_OF_BACKUP = """
import tarfile, tempfile
from pathlib import Path
from blogsite.backup.dump import back_up, read_description
with tempfile.TemporaryDirectory() as folder:
    print(read_description(back_up(Path(folder)))["rows"]["auth.Group"])
"""

FIRST_IN_PATH = """
import os
os.environ["PATH"] = os.pathsep.join(["{}", os.environ["PATH"]])
"""

TWO_FAULTS = """
from posts.models import Post
from tests.cast import a_post
a_post("Another")
Post.objects.update(comment_count=3)
"""
# The replica goes away when it has named the first fault.
CHECK_WITHOUT_REPLICA = """
import os, psycopg
from django.core.management import CommandError
from blogsite.management.commands.check_threads import Command

class Lines(list):
    def write(self, text, *others, **options):
        self.append(text)
        if "comment_count" in text:
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                connection.execute("DROP DATABASE IF EXISTS replica WITH (FORCE)")

    def isatty(self):
        return False

command = Command()
command.stdout = Lines()
try:
    command.handle(repair=False)
except CommandError as error:
    print(*[line for line in command.stdout if "comment_count" in line], error, sep="\\n")
"""

# A replica ends a query that the changes of its primary do not wait for.
REFUSED_BY_REPLICA = """#!/bin/sh
[ "$PGDATABASE" != replica ] || exit 1
PATH=${PATH#*:} exec pg_dump "$@"
"""


@pytest.fixture(scope="module")
def server():
    with own_postgresql() as (server, url):
        in_site(url, CREATE_POST)
        yield server


@pytest.fixture
def replica(server, monkeypatch):
    """Return a connection to a replica that has a post less than the primary, and another title."""
    server.psql("DROP DATABASE IF EXISTS replica")
    server.psql("CREATE DATABASE replica TEMPLATE soundoff")
    url = server.get_uri(database="replica")
    monkeypatch.setenv("DATABASE_REPLICA_URLS", url)
    monkeypatch.setenv("PATH", os.pathsep.join([postgresql_programs(), os.environ["PATH"]]))
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def url(server):
    return server.get_uri(database="soundoff")


@pytest.fixture(scope="module")
def loaded(server, tmp_path_factory):
    """Return a site that reads from the replica, whose commands are forks of one process."""
    url, var = server.get_uri(database="soundoff"), tmp_path_factory.mktemp("loaded")
    settings = {
        "DATABASE_REPLICA_URLS": server.get_uri(database="replica"),
        "PATH": os.pathsep.join([postgresql_programs(), os.environ["PATH"]]),
    }
    with closing(LoadedSite(url, var, **settings)) as loaded:
        yield Site(url, var, loaded)


def test_expensive_pages_are_read_from_a_replica_that_answers(url, server, replica, tmp_path):
    replica.execute("UPDATE posts_post SET title = 'Of the replica', slug = 'of-the-replica'")
    replica.execute("UPDATE posts_blog SET name = 'Blog of the replica'")
    with small_site(url, tmp_path / "log") as site:

        def is_of_replica(path):
            answer = site.browser().get(path)
            assert answer.status == 200, path
            return "f-the-replica" in answer.text.lower().replace(" ", "-")

        assert is_of_replica("/search/?q=measured")
        assert is_of_replica("/sitemap.xml")
        assert is_of_replica("/transparency/")
        assert not is_of_replica("/search/?q=measured&v=1")
        assert not is_of_replica("/")
        server.psql("DROP DATABASE replica WITH (FORCE)")
        assert not is_of_replica("/search/?q=measured")


def test_a_replica_is_read_in_one_snapshot_and_not_by_authors(loaded, replica):
    titles, of_author = json.loads(loaded.in_site(IN_ONE_SNAPSHOT))
    assert titles == ["Post 0", "Post 0"]
    assert of_author == ["Post 0", "Post 0"]
    assert replica.execute("SELECT title FROM posts_post").fetchone() == ("Post 0!!",)


def test_backups_and_checks_are_made_of_a_replica(loaded, replica, tmp_path):
    replica.execute("INSERT INTO auth_group (name) VALUES ('Of the replica')")
    of_primary = json.loads(loaded.in_site(GROUPS))
    assert int(loaded.in_site(ROWS_OF_BACKUP)) == of_primary + 1
    (tmp_path / "pg_dump").write_text(REFUSED_BY_REPLICA)
    (tmp_path / "pg_dump").chmod(0o755)
    with loaded.start(
        "shell", "--no-imports", "-c", FIRST_IN_PATH.format(tmp_path) + ROWS_OF_BACKUP
    ) as backup:
        rows, complaint = backup.communicate()
    assert int(rows) == of_primary and "replica-1 does not answer" in complaint
    replica.execute("UPDATE posts_post SET title = 'Of the replica', comment_count = 3")
    for options, end in ((), 1), (("--repair",), 0):
        with loaded.start("check_threads", *options) as check:
            assert check.wait() == end
    loaded.run("export_jsonl", tmp_path / "blog.jsonl")
    assert "Of the replica" in (tmp_path / "blog.jsonl").read_text()


def test_faults_are_listed_once_if_the_replica_fails_meanwhile(server, replica, monkeypatch):
    url = server.get_uri(database="faulty")
    server.psql("CREATE DATABASE faulty TEMPLATE soundoff")
    in_site(url, TWO_FAULTS)
    server.psql("DROP DATABASE replica WITH (FORCE)")
    server.psql("CREATE DATABASE replica TEMPLATE faulty")
    *lines, result = in_site(url, CHECK_WITHOUT_REPLICA).splitlines()
    assert len(lines) == len(set(lines)) == 2
    assert result.startswith("2 faults;")
