"""How long writers wait while an index is made, and while a migration waits for a backup.

    python -m benchmarks.migrating [--comments 200000] [--writers 4] [--seconds 8] [--here]

On a PostgreSQL server of its own, with the production server before it. Prints the comments stored
meanwhile and the longest wait of a writer: with nothing else, while an index of all comments is
made, also during a backup of ours, while pg_dump's locks keep a migration from a table, and during
a backup of ours, for which a migration waits before it locks anything. Ends with status 1 when a
writer waited longer than LIMIT.

With `--here` it writes under the newest post of the site of DATABASE_URL, such as one that
benchmarks.million has made.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests.databases import postgresql_programs
from tests.fault_injection import in_site, own_postgresql
from tests.site_server import ROOT, Browser, site_server

LIMIT = 1.0  # seconds
FILL = """
from benchmarks.figures import fill
from tests.cast import a_post
fill({comments})
a_post()
"""
NEWEST = """
from posts.models import Post
print(Post.objects.listed().latest("pk").get_absolute_url())
"""
ADD_INDEX = """
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from accounts.migration_operations import AddIndex
state = MigrationLoader(connection).project_state()
after = state.clone()
index = models.Index(fields=["name", "created", "body"], name="measured")
operation = AddIndex("comment", index)
operation.state_forwards("comments", after)
with connection.schema_editor(atomic=False) as editor:
    operation.database_forwards("comments", editor, state, after)
"""
PUT_BACK = """
from django.core.management import call_command
from django.db import connection
connection.cursor().execute("DROP INDEX CONCURRENTLY IF EXISTS measured")
call_command("migrate", fake=True, verbosity=0)
"""
# As if the migration that drops an index had not been run.
FORGET_MIGRATION = """
from tests.test_migrations import forget_migration
forget_migration("0004_tree_order")
"""

ACTIVITY = """
from blogsite.backup.site_lock import activity_of_database
print(activity_of_database())
"""
ATTEMPTS = 3  # of a migration, before it gets its lock


class Writers:
    """People who write under a post until they are told to end; they note their waits."""

    def __init__(self, site, path, number):
        self.site, self.path, self.number = site, path, number
        self.over, self.waits = threading.Event(), []

    def write(self, writer):
        while not self.over.is_set():
            browser = Browser(self.site.port)
            browser.open(self.path)
            started = time.monotonic()
            answer = browser.comment(self.path, f"Frost {writer}, {started}.")
            self.waits.append(time.monotonic() - started)
            assert answer.status == 303, answer.text

    @contextmanager
    def writing(self):
        with ThreadPoolExecutor(self.number) as pool:
            futures = [pool.submit(self.write, writer) for writer in range(self.number)]
            try:
                yield
            finally:
                self.over.set()
            for future in futures:
                future.result()


def start(url, *words, **environment) -> subprocess.Popen:
    """Start a command of manage.py, whose complaints can be read."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def migrate_beside_dump(url):
    """Migrate while another connection holds pg_dump's locks, until the third attempt."""
    in_site(url, FORGET_MIGRATION)
    with psycopg.connect(url) as dump:
        dump.execute("LOCK TABLE comments_comment IN ACCESS SHARE MODE")
        with start(url, "migrate", "comments", "0004_tree_order") as migration:
            for _ in range(ATTEMPTS):
                assert "is busy" in migration.stderr.readline()
            dump.rollback()
    assert migration.returncode == 0


@contextmanager
def backup_meanwhile(url, folder):
    """Make a backup beside the block, with the pg_dump of this server's version."""
    path = {"PATH": f"{postgresql_programs()}:{os.environ['PATH']}"}
    with start(url, "backup", folder, **path) as backup:
        while not in_site(url, ACTIVITY).strip() and backup.poll() is None:
            pass
        yield
    assert backup.returncode == 0


def migrate_beside_backup(url, folder):
    in_site(url, FORGET_MIGRATION)
    with (
        backup_meanwhile(url, folder),
        start(url, "migrate", "comments", "0004_tree_order") as migration,
    ):
        print(f"    {migration.stderr.readline().strip() or 'the backup was quicker'}")
    assert migration.returncode == 0


def add_index_beside_backup(url, folder):
    with backup_meanwhile(url, folder):
        in_site(url, ADD_INDEX)


def main(options) -> bool:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        if options.here:
            url = os.environ["DATABASE_URL"]
            stack.callback(in_site, url, PUT_BACK)
        else:
            _, url = stack.enter_context(own_postgresql())
            in_site(url, FILL.format(comments=options.comments))
        path = in_site(url, NEWEST).strip() + "respond/"
        acts = {
            "nothing else": lambda: time.sleep(options.seconds),
            "an index is made": lambda: in_site(url, ADD_INDEX),
            "an index beside a backup": lambda: add_index_beside_backup(url, folder),
            "a migration beside pg_dump": lambda: migrate_beside_dump(url),
            "a migration beside a backup": lambda: migrate_beside_backup(url, folder),
        }
        chosen = {label: act for label, act in acts.items() if re.search(options.only, label)}
        with site_server(url, Path(folder) / "log") as site:
            longest = [measure(site, path, label, act, options) for label, act in chosen.items()]
    return max(longest) <= LIMIT


def measure(site, path, label, act, options) -> float:
    writers, started = Writers(site, path, options.writers), time.monotonic()
    with writers.writing():
        act()
    waits = sorted(writers.waits)
    print(
        f"  {label:<30}{time.monotonic() - started:6.1f} s {len(waits):>5} stored, waits:"
        f" middle {waits[len(waits) // 2]:.2f} s, longest {waits[-1]:.2f} s",
        flush=True,
    )
    return waits[-1]


if __name__ == "__main__":
    os.environ.setdefault("SECRET_KEY", "for these measurements only, and it opens nothing else")
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--comments", type=int, default=200_000)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--only", default="", help="a regular expression for what is measured")
    parser.add_argument("--here", action="store_true")
    sys.exit(not main(parser.parse_args()))
