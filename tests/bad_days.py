"""What happens on a bad day, for the tests and for the benchmarks: people who write meanwhile and
insist, and a PostgreSQL of one's own to stop.
"""

import itertools
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.databases import start_server
from tests.served import PATIENCE


def written_during(site, path, fault, writers=3):
    """Let people write while something happens; give the bodies that were acknowledged."""
    over, sent = threading.Event(), []

    def write(number):
        browser = site.browser()
        for turn in itertools.count():
            if over.is_set():
                break
            body = f"Frost {number}, turn {turn}."
            insisting(browser, path, body, uuid4())
            sent.append(body)
            browser.cookies.pop("soundoff_guest", None)  # the next is somebody else

    with ThreadPoolExecutor(writers) as pool:
        writing = [pool.submit(write, number) for number in range(writers)]
        try:
            fault()
        finally:
            over.set()
        for writer in writing:
            writer.result()
    return sent


def insisting(browser, path, body, key):
    """Send a form until it is answered, as a person does after a page that did not load."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            answer = browser.comment(path, body, key=key)
        except OSError:
            time.sleep(0.05)
            continue
        assert answer.status in (303, 503), answer.text
        if answer.status == 303:
            return answer
        time.sleep(0.1)
    raise AssertionError("the comment was never taken")


@contextmanager
def own_postgresql():
    """A server of this test's own, which it may stop; give it and its address."""
    with tempfile.TemporaryDirectory(prefix="soundoff-") as home:
        server = start_server(Path(home))
        try:
            server.psql("CREATE DATABASE soundoff")
            yield server, server.get_uri(database="soundoff")
        finally:
            server.cleanup()


def in_site(url, script):
    """Run a few lines in a process of the site; give what they print."""
    told = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "blogsite.settings"}
    lines = f"import django; django.setup()\n{script}"
    command = [sys.executable, "-c", lines]
    done = subprocess.run(command, env=os.environ | told, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


A_POST = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from benchmarks.making import make_posts
print(make_posts(1)[0].get_absolute_url())
"""
STORED = """
import json
from comments.audit import audit
from comments.models import Comment
bodies = sorted(Comment.objects.values_list("body", flat=True))
print(json.dumps([bodies, len(list(audit(repair=False)))]))
"""


MODES = ("fast", "immediate")


def restart(site, server, mode) -> float:
    """Stop a PostgreSQL server as an upgrade does, or as a crash, and start it again; give the
    seconds from then until the site serves.
    """
    time.sleep(1)
    pg_ctl = server.bin_path / "pg_ctl"
    user = {"user": server.system_user} if server.system_user else {}
    stop = [pg_ctl, "-D", str(server.pgdata), "-w", "-m", mode, "stop"]
    subprocess.run(stop, check=True, capture_output=True, **user)
    time.sleep(0.5)
    server.ensure_postgres_running()
    seconds = site.wait()
    time.sleep(0.5)
    return seconds
