"""A million comments in PostgreSQL: pages, search, posting, commands, changes of the tables.

    python -m benchmarks.million [--comments 1000000] [--posts 20000] [--largest 100000]
                                 [--people 50000] [--runs 5] [--only pages,posting]

Fills a database of its own (ten minutes for a million), or uses the one that DATABASE_URL names,
and fills that if it has no posts. Then it measures, by parts:

pages     milliseconds of each page, list and search, not cached: the middle, the slowest, and the
          CPU of this process
posting   comments stored a second through HTTP
commands  minutes and memory of backup, check_threads and restore
changes   how long eight writers wait while an index is made and a column added

It begins with the bytes a comment takes. Each line that passes its goal says so, and then it ends
with status 1.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import django

from benchmarks import large_site, large_site_pages
from benchmarks.queues import timed
from benchmarks.scratch import scratch_database
from tests.databases import postgresql_programs

BYTES = 1_800
PAGE, LARGEST, SEARCH, SITEMAP, LIST, FIGURES = 100, 150, 1_000, 300, 1_000, 2_000  # milliseconds
MINUTES = {"backup": 2.5, "restore": 12, "check_threads": 3}
MEGABYTES = 300
WAIT = 1.0  # seconds of a writer
WRITERS = 8
STORED = 300  # comments a second
INDEX = "CREATE INDEX CONCURRENTLY measured ON comments_comment (post_id, name)"
COLUMN = "ALTER TABLE comments_comment ADD COLUMN measured integer NOT NULL DEFAULT 0"

over = []  # names of what passed its goal


def line(name, text, is_over):
    if is_over:
        over.append(name)
    print(f"  {name:36}{text}{'   OVER' if is_over else ''}", flush=True)


def measure_bytes():
    """Print the bytes of each table and index that grows with comments, by comment."""
    from django.db import connection

    from comments.models import Comment

    count, total = Comment.objects.count(), 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_relation_size(oid) + coalesce(pg_relation_size("
            "nullif(reltoastrelid, 0)), 0) FROM pg_class WHERE oid IN (SELECT indexrelid FROM"
            " pg_index WHERE indrelid = ANY(%(tables)s::regclass[])) OR oid ="
            " ANY(%(tables)s::regclass[]) ORDER BY 2 DESC",
            {"tables": ["comments_comment", "comments_commentsearchentry"]},
        )
        print(f"{count:,} comments; bytes of each")
        for name, size in cursor.fetchall():
            total += size
            line(name, f"{size / count:8.0f}", is_over=False)
    line("all", f"{total / count:8.0f}", total / count > BYTES)


def measure_pages(runs):
    from django.conf import settings
    from django.core.cache import cache
    from django.test import Client

    from blogsite.pagecache.store import pages
    from tests.cast import an_owner

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    reader, owner = (Client(headers={"Host": "127.0.0.1"}) for _ in range(2))
    owner.force_login(an_owner())

    def ask(client, path):
        pages.clear()
        if path.startswith("/search/"):
            cache.clear()  # it counts searches
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    print("milliseconds p50, max, CPU")
    for client, paths, goal in (
        (reader, large_site_pages.for_readers(), PAGE),
        (reader, large_site_pages.sitemaps(), SITEMAP),
        (reader, large_site_pages.searches(), SEARCH),
        (owner, large_site_pages.for_staff(), LIST),
        (owner, large_site_pages.figures(), FIGURES),
    ):
        for name, path in paths.items():
            limit = LARGEST if name.startswith("largest") else goal
            act = partial(ask, client, path)
            act()
            took, used = zip(*(timed(act) for _ in range(runs)), strict=True)
            middle = statistics.median(took)
            text = f"{middle:8.0f} {max(took):8.0f} {statistics.median(used):8.0f}"
            line(name, text, middle > limit)


def measure_commands():
    print("minutes, and most megabytes of a process")
    with tempfile.TemporaryDirectory(prefix="soundoff-") as folder:
        run_command("check_threads")
        run_command("backup", folder)
        file = next(Path(folder).glob("*.tar"))
        print(f"  the backup has {file.stat().st_size / 1e6:,.0f} MB")
        run_command("restore", str(file), "--yes")


def run_command(name, *options):
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", name, *options], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    minutes, megabytes = (time.perf_counter() - start) / 60, used.ru_maxrss / 1024
    is_over = status or minutes > MINUTES[name] or megabytes > MEGABYTES
    line(name, f"{minutes:8.2f} {megabytes:8.0f}{'   FAILED' if status else ''}", is_over)


def measure_changes():
    from django.db import connection

    print(f"{WRITERS} writers: seconds of the change, comments stored, longest wait of a writer")
    for name, statement in {
        "nothing": "SELECT pg_sleep(5)",
        "index": INDEX,
        "column": COLUMN,
    }.items():
        with writers_meanwhile() as result:
            start = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute(statement)
            took = time.perf_counter() - start
            time.sleep(1)
        text = f"{took:8.2f} {result['stored']:8} {result['longest']:8.2f}"
        line(f"writing during {name}", text, result["longest"] > WAIT)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX measured")
        cursor.execute("ALTER TABLE comments_comment DROP COLUMN measured")


@contextmanager
def writers_meanwhile():
    """Store comments under many posts in other processes; yield a dict that has the figures
    afterwards.
    """
    from django.db import connections

    connections.close_all()
    fork, result = get_context("fork"), {}
    end, ready = fork.Event(), fork.Barrier(WRITERS + 1, timeout=60)
    answers = fork.SimpleQueue()
    writers = [fork.Process(target=write, args=(n, ready, end, answers)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    ready.wait()
    try:
        yield result
    finally:
        end.set()
        stored, longest = zip(*(answers.get() for _ in writers), strict=True)
        for writer in writers:
            writer.join()
        result |= {"stored": sum(stored), "longest": max(longest)}


def write(number, ready, end, answers):
    from accounts.models import Person
    from comments.models import Comment
    from posts.models import Post

    author = Person.objects.create()
    posts = list(Post.objects.order_by("-pk")[: 100 * WRITERS])[number::WRITERS]
    ready.wait()
    stored, longest = 0, 0.0
    try:
        while not end.is_set():
            start = time.perf_counter()
            post = posts[stored % len(posts)]
            Comment.objects.store(
                post=post, author=author, name="Writer", body="Frost at the pier."
            )
            longest = max(longest, time.perf_counter() - start)
            stored += 1
    finally:
        answers.put((stored, longest))


def measure_posting():
    """Print what benchmarks.posting does for many posts, which has 10,000 comments in its site."""
    from benchmarks.posting import send, spread
    from posts.models import Post
    from tests.site_server import site_server

    posts = Post.objects.order_by("-pk")[:50]
    paths = [f"{post.get_absolute_url()}respond/" for post in posts]
    print(f"comments stored a second by {WRITERS} clients, milliseconds p50")
    with (
        tempfile.TemporaryDirectory() as home,
        site_server(
            os.environ["DATABASE_URL"], Path(home) / "log", TRUSTED_PROXIES="127.0.0.1"
        ) as site,
    ):
        results = [send(site, paths, WRITERS, 5, newcomers=False, texts=[]) for _ in range(3)]
    rates, middles = ([each[name] for each in results] for name in ("rate", "middle"))
    line("posting", f"{spread(rates)}   {spread(middles)}", statistics.median(rates) < STORED)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--largest", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="pages,posting,changes,commands")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    os.environ["PATH"] = os.pathsep.join([postgresql_programs(), os.environ["PATH"]])
    has_database = "DATABASE_URL" in os.environ
    with nullcontext() if has_database else scratch_database("postgresql"):
        django.setup()
        from django.db import connections

        from posts.models import Post

        if not Post.objects.exists():
            sizes = (options.comments, options.posts, options.largest, options.people)
            large_site.fill(large_site.Sizes(*sizes))
        measure_bytes()
        parts = {
            "pages": partial(measure_pages, options.runs),
            "posting": measure_posting,
            "changes": measure_changes,
            "commands": measure_commands,
        }
        for name, part in parts.items():
            if name in options.only.split(","):
                part()
        connections.close_all()
    return int(bool(over))


if __name__ == "__main__":
    sys.exit(main())
