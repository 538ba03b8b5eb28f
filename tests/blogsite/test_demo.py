"""`manage.py demo` as people run it: first start, second start, busy port, Ctrl-C."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest
from django.core.management import ManagementUtility

from tests.migrated_database import stored_file

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds
LAST_MIGRATION = "0028_removed_candidates"  # does nothing on SQLite, and none depends on it


@pytest.fixture
def machine(tmp_path):
    """The environment of a machine on which nothing has run yet."""
    database = f"sqlite:///{tmp_path / 'var' / 'soundoff.sqlite3'}"
    return os.environ | {"VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": database}


@pytest.fixture
def machine_of_yesterday(machine, tmp_path):
    """The environment of a machine with the database of a version that lacks one migration."""
    database = tmp_path / "soundoff.sqlite3"
    shutil.copyfile(stored_file(), database)
    run(database, "DELETE FROM django_migrations WHERE name = ?", LAST_MIGRATION)
    return machine | {"DATABASE_URL": f"sqlite:///{database}"}


def run(database, statement, *values) -> list:
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def started(machine, *options):
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *options],
        cwd=ROOT,
        env=machine,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A run in the background ignores Ctrl-C, and would hand that down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@contextmanager
def demo(machine):
    """Run the demo; give its process, its address and what it printed about logins."""
    process = started(machine, "--port", "0")
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        text = "".join(lines)
        assert "Ctrl-C" in text, process.stderr.read()
        yield process, re.search(r"http://localhost:\d+/", text)[0], logins_in(text)
    finally:
        process.send_signal(signal.SIGINT)
        _, process.complaints = process.communicate(timeout=PATIENCE)


def logins_in(text):
    return dict(re.findall(r"^ *(olga|edda|mona|milo|bob) +(\S+) ", text, re.MULTILINE))


def read(address):
    with urlopen(address, timeout=PATIENCE) as response:  # noqa: S310
        return response.read().decode()


def signed_in(address, username, password):
    """Return the desk as somebody sees it after signing in there."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    form = opener.open(f"{address}admin/", timeout=PATIENCE).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    fields = {"csrfmiddlewaretoken": token, "login": username, "password": password}
    posted = urlencode(fields | {"next": "/admin/"}).encode()
    return opener.open(f"{address}accounts/login/", posted, timeout=PATIENCE).read().decode()


def test_the_demo_creates_a_blog_once_keeps_it_and_prints_its_errors(machine_of_yesterday):
    machine = machine_of_yesterday
    database = machine["DATABASE_URL"].removeprefix("sqlite:///")
    logins_file = Path(machine["VAR_DIR"]) / "demo-logins.txt"
    with demo(machine) as (process, address, logins):
        front = read(address)
        assert "The Waiting Room" in front
        library = re.search(r'href="(/2010/07/29/[^"#]+)"', front)[1]
        assert 'data-count="43"' in read(address.rstrip("/") + library)
        posts = front.count('<article class="entry')
        assert posts > 10
        style = re.search(r'href="(/static/[^"]+\.css)"', front)[1]
        assert read(address.rstrip("/") + style)
        assert set(logins) == {"olga", "edda", "mona", "milo", "bob"}
        assert logins_in(logins_file.read_text()).keys() == logins.keys()
        assert stat.S_IMODE(logins_file.stat().st_mode) == 0o600
        assert "/admin/logout/" in signed_in(address, "edda", logins["edda"])
    assert (process.returncode, process.complaints) == (0, ""), "Ctrl-C is no error"

    assert run(database, "SELECT 1 FROM django_migrations WHERE name = ?", LAST_MIGRATION)
    run(database, "UPDATE posts_blog SET name = 'Our own name'")
    with demo(machine) as (process, address, again):
        front = read(address)
        assert "Our own name" in front
        assert front.count('<article class="entry') == posts
        assert again == logins
        errors = errors_of_a_bad_hour(database, process, address)
    assert process.returncode == 0
    named = [line for line in errors.splitlines() if "not-ours.example" in line]
    assert len(named) == 1 and "DisallowedHost" not in errors
    assert "Traceback" in errors and "Nowhere/At-all" in errors


def errors_of_a_bad_hour(database, process, address) -> str:
    """Ask for a host that is not the site's, and break the site; return what the demo printed."""
    wrong = Request(address, headers={"Host": "not-ours.example"})  # noqa: S310 (ours)
    assert status_of(wrong) == 400
    run(database, "UPDATE posts_blog SET time_zone = 'Nowhere/At-all'")
    assert status_of(f"{address}2026/") == 500  # the front page is cached
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=PATIENCE)[1]


def status_of(request):
    try:
        return urlopen(request, timeout=PATIENCE).status  # noqa: S310 (ours)
    except HTTPError as error:
        return error.code


def test_a_port_in_use_is_reported_in_one_line_before_any_work(machine):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        number = str(listener.getsockname()[1])
        process = started(machine, "--port", number)
        out, complaints = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert complaints == f"CommandError: Port {number} is taken. Another: make demo PORT=8080\n"
    assert not list(Path(machine["VAR_DIR"]).glob("soundoff*"))


@pytest.mark.parametrize("port", ["-1", "70000", "http", "9" * 5000])
def test_a_port_outside_the_valid_range_is_refused(capsys, port):
    with pytest.raises(SystemExit, check=lambda end: end.code == 2):
        ManagementUtility(["manage.py", "demo", f"--port={port}"]).execute()
    assert "is no port" in capsys.readouterr().err
