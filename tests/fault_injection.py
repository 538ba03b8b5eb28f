"""Faults for the tests and the benchmarks: a PostgreSQL to stop, a disk to fill, workers to kill,
and people who write meanwhile and retry.
"""

import itertools
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from tests.databases import start_migrated_server
from tests.migrated_database import OF_OWN_SERVER, stored_file
from tests.site_server import TIMEOUT_SECONDS


def write_during(site, path, fault, writers=3, pause=0.05):
    """Let people write during a fault, with a pause of some seconds between their comments; return
    the bodies that the site acknowledged.
    """
    over, sent = threading.Event(), []

    def write(number):
        browser = site.browser()
        for turn in itertools.count():
            if over.is_set():
                break
            body = f"Frost {number}, turn {turn}."
            submit_until_answered(browser, path, body, uuid4())
            sent.append(body)
            browser.cookies.pop("soundoff_guest", None)  # the next comment has another author
            over.wait(pause)

    with ThreadPoolExecutor(writers) as pool:
        futures = [pool.submit(write, number) for number in range(writers)]
        try:
            fault()
        finally:
            over.set()
        for future in futures:
            future.result()
    return sent


def submit_until_answered(browser, path, body, key):
    """Send a form until it is answered, as a person does after a page that did not load."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        try:
            answer = browser.comment(path, body, key=key)
        except (OSError, HTTPException):  # killed before the answer, or in the middle of it
            time.sleep(0.05)
            continue
        assert answer.status in (303, 503), answer.text
        if answer.status == 303:
            return answer
        time.sleep(0.1)
    raise AssertionError("the comment was never accepted")


@contextmanager
def own_postgresql():
    """Run a PostgreSQL server that may be stopped; yield it and the URL of a migrated database."""
    with tempfile.TemporaryDirectory(prefix="soundoff-") as home:
        server = start_migrated_server(Path(home))
        try:
            server.psql(f"CREATE DATABASE soundoff TEMPLATE {OF_OWN_SERVER}")
            yield server, server.get_uri(database="soundoff")
        finally:
            server.cleanup()


def in_site(url, script):
    """Run a few lines in a process of the site; return their output."""
    settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "blogsite.settings"}
    lines = f"import django; django.setup()\n{script}"
    command = [sys.executable, "-c", lines]
    done = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


MIGRATE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
CREATE_POST = """
from benchmarks.making import make_posts
print(make_posts(1)[0].get_absolute_url())
"""
AUDIT = """
import json
from comments.tree_check import audit
from comments.models import Comment
bodies = sorted(Comment.objects.values_list("body", flat=True))
print(json.dumps([bodies, len(list(audit(repair=False)))]))
"""


MODES = ("fast", "immediate")


def stop(server, mode="fast"):
    pg_ctl(server, "stop", "-m", mode)


def start(server):
    """Start a stopped PostgreSQL server with the options of its last start.

    After a crash and on a busy disk it may need more than the ten seconds of its package.
    """
    pg_ctl(server, "restart", "-l", server.log)
    server.ensure_postgres_running()


def pg_ctl(server, action, *options):
    user = {"user": server.system_user} if server.system_user else {}
    command = [server.bin_path / "pg_ctl", action, "-D", server.pgdata, "-w", "-t", "90", *options]
    subprocess.run(command, check=True, capture_output=True, **user)


def restart(site, server, mode) -> float:
    """Stop a PostgreSQL server as an upgrade or a crash does, and start it again; return the
    seconds until the site serves after that.
    """
    time.sleep(1)
    stop(server, mode)
    time.sleep(0.5)
    start(server)
    seconds = site.wait()
    time.sleep(0.5)
    return seconds


class Disk(NamedTuple):
    """A disk that can run full: the URL of its database, how to fill it and free it."""

    url: str
    fill: Callable
    free: Callable


class MountDenied(Exception):
    """Mounting a disk needs root, and a machine that allows it."""


@contextmanager
def small_disk(vendor):
    with tempfile.TemporaryDirectory(prefix="soundoff-") as home:
        Path(home).chmod(0o755)  # PostgreSQL runs as somebody else
        with {"sqlite": limited_file, "postgresql": small_tablespace}[vendor](Path(home)) as disk:
            yield disk


@contextmanager
def limited_file(home):
    """Simulate a full disk for SQLite: the workers may not make the file larger."""
    file = home / "small.sqlite3"
    shutil.copyfile(stored_file(), file)

    def limit(site, size):
        for pid in site.workers():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    yield Disk(
        f"sqlite:///{file}",
        fill=lambda site: limit(site, file.stat().st_size),
        free=lambda site: limit(site, resource.RLIM_INFINITY),
    )


@contextmanager
def small_tablespace(home):
    """Put the tables of PostgreSQL on a disk of 64 MB in memory, and its log elsewhere."""
    ballast = home / "ballast"
    with mounted(home), own_postgresql() as (server, url):
        tables = home / "tables"
        tables.mkdir()
        shutil.chown(tables, server.system_user)
        server.psql(f"CREATE TABLESPACE small LOCATION '{tables}'")
        server.psql(f"CREATE DATABASE small TABLESPACE small TEMPLATE {OF_OWN_SERVER}")
        yield Disk(
            server.get_uri(database="small"),
            fill=lambda site: fill_up(ballast),
            free=lambda site: ballast.unlink(),
        )


@contextmanager
def mounted(folder):
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "none", folder]
    if subprocess.run(mount, capture_output=True).returncode:
        raise MountDenied
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def fill_up(file):
    with file.open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(4096))
        except OSError:
            return


def incompressible_bodies(count) -> list[str]:
    """Return bodies that no database can compress."""
    chance = random.Random(1)
    return [" ".join(f"{chance.random():.6f}"[2:] for _ in range(500)) for _ in range(count)]


def write_until_full(site, path, bodies):
    """Send comments until one is refused; return the number stored, and the refusal."""
    for number, body in enumerate(bodies):
        browser = site.browser()
        answer = browser.comment(path, body, key=UUID(int=number))
        if answer.status != 303:
            return number, answer
    raise AssertionError("the disk was never full")
