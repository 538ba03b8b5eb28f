"""The production server: stopping, reloading, logging, and TLS in front of it."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psutil
import pytest
from django.db import IntegrityError

from accounts.models import User
from blogsite.serving.access_log import JsonFormatter
from blogsite.serving.launcher import STOP_TIMEOUT_SECONDS
from posts.models import Blog
from tests.cast import a_post
from tests.site_server import (
    ROOT,
    TIMEOUT_SECONDS,
    SiteServer,
    free_port,
    site_server,
    small_site,
)

MAX_DROPS = 5  # in a row, while a worker closes
one_database = pytest.mark.one_database  # about the server, its log, its headers


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def site(database_url, log):
    with small_site(database_url, log) as site:
        yield site


@one_database
def test_every_request_during_a_reload_is_answered(shared_site):
    reload_under_load(shared_site)


def test_a_worker_serves_until_the_next_has_loaded_the_site():
    port = free_port()
    command = [sys.executable, "-m", "tests.slow_site", str(port)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        site = SiteServer(process, port)
        try:
            site.wait()
            reload_under_load(site)
        finally:
            process.terminate()


def reload_under_load(site):
    """Replace the workers of the server `site`, and check that requests are answered meanwhile."""
    before, over = set(site.workers()), threading.Event()

    def ask():
        count = 0
        while not over.is_set():
            assert status_after_drops(site) == 200
            count += 1
            time.sleep(0.005)
        return count

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(ask) for _ in range(2)]
        site.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while before & set(site.workers()) and time.monotonic() < deadline:
            time.sleep(0.1)
        over.set()
        assert all(reader.result() for reader in readers)
    after = set(site.workers())
    assert len(after) == len(before) and not after & before


def status_after_drops(site) -> int:
    """Return the status of an answer, for which the client asks again when a connection is dropped.

    A kernel that is not told to migrate them (deploy/soundoff.service tells it) drops connections
    that a closing worker has not taken up, and the next may be given to the same worker.
    """
    for _ in range(MAX_DROPS):
        try:
            return site.browser().get("/healthz").status
        except OSError:
            time.sleep(0.02)
    return site.browser().get("/healthz").status


@one_database
def test_a_second_server_on_a_port_ends_with_one_line(shared_site, database_url):
    site = shared_site
    environment = {"DATABASE_URL": database_url, "PORT": str(site.port), "STATIC_HASHED": "false"}
    command = [sys.executable, "-m", "blogsite.serving"]
    second = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stderr=subprocess.PIPE, text=True
    )
    try:
        log_text = second.communicate(timeout=TIMEOUT_SECONDS)[1]
    finally:
        second.terminate()
    assert second.returncode == 1
    assert log_text == f"Port {site.port} is taken. Another: make serve PORT=8080\n"
    assert site.answers()


def test_a_server_with_another_key_than_its_neighbour_ends_with_one_line(
    shared_site, database_url, vendor
):
    if vendor == "sqlite":
        pytest.skip("one machine alone uses a file")
    assert shared_site.answers("/readyz")  # it has a connection
    environment = {"DATABASE_URL": database_url, "PORT": str(free_port()), "SECRET_KEY": "x" * 50}
    command = [sys.executable, "-m", "blogsite.serving"]
    other = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert other.returncode == 1 and shared_site.answers()
    assert "different SECRET_KEY" in other.stderr and other.stderr.count("\n") == 1


@one_database
def test_workers_end_when_the_process_that_started_them_is_killed(database_url, log):
    with site_server(database_url, log) as site:
        workers = [psutil.Process(pid) for pid in site.workers()]
        site.process.kill()
        ended, running = psutil.wait_procs(workers, TIMEOUT_SECONDS)
    assert (len(ended), running) == (2, [])


@one_database
def test_a_server_starts_on_a_port_that_was_just_freed(database_url, log):
    with (
        small_site(database_url, log) as site,
        socket.create_connection(("127.0.0.1", site.port), TIMEOUT_SECONDS) as visitor,
    ):
        visitor.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert visitor.recv(10)
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(TIMEOUT_SECONDS) == 0
        while visitor.recv(1000):  # to the end, or its going would end the server's TIME_WAIT
            pass
    with small_site(database_url, log, PORT=str(site.port)) as again:
        assert again.answers()


def test_more_requests_than_database_connections_are_all_answered(database_url, log):
    a_post()
    # Fewer than may wait in one worker that has no connection yet, and patient: none is refused.
    # Workers with a few connections each share them; without a pool each person would take one.
    settings = {"DATABASE_WAIT": str(TIMEOUT_SECONDS), "DATABASE_CONNECTIONS": "5"}
    with site_server(database_url, log, TRUSTED_PROXIES="127.0.0.1", **settings) as site:

        def ask(number):
            # Each from a network of its own, or the limit of searches would answer some of them.
            person = site.browser(**{"X-Forwarded-For": f"203.{number % 250}.113.7"})
            return person.get(f"/search/?q=frost{number}").status

        with ThreadPoolExecutor(24) as people:
            assert set(people.map(ask, range(24))) == {200}


def test_a_comment_being_posted_is_stored_before_the_server_ends(site):
    path = f"{a_post().get_absolute_url()}respond/"
    browser = site.browser()
    browser.open(path)
    body = f"csrfmiddlewaretoken={browser.token}&name=Wendela&body=Frost&key={uuid4()}"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken="
        f"{browser.cookies['csrftoken']}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", site.port), TIMEOUT_SECONDS) as connection:
        connection.sendall((head + body[:20]).encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100")  # the site reads the form
        site.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(body[20:].encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 303")
    assert site.process.wait(TIMEOUT_SECONDS) == 0


@one_database
def test_a_server_says_that_it_will_end_and_serves_until_it_does(database_url, log):
    with small_site(database_url, log, DRAIN_SECONDS="300") as site:
        assert site.browser().get("/readyz").status == 200
        site.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while (answer := site.browser().get("/readyz")).status == 200:
            assert time.monotonic() < deadline
        assert (answer.status, json.loads(answer.text)["draining"]) == (503, True)
        assert site.browser().get("/").status == site.browser().get("/healthz").status == 200
        site.process.send_signal(signal.SIGTERM)  # who cannot wait sends it twice
        assert site.process.wait(TIMEOUT_SECONDS) == 0


@one_database
def test_a_starting_worker_does_not_delay_the_end_of_the_server(database_url, log):
    with site_server(database_url, log) as site:
        before = set(site.workers())
        site.kill_worker()
        while not set(site.workers()) - before:
            time.sleep(0.02)
        workers = [psutil.Process(pid) for pid in site.workers()]
        site.process.send_signal(signal.SIGTERM)
        # One that ignores the signal lives until it is killed.
        _, alive = psutil.wait_procs(workers, STOP_TIMEOUT_SECONDS / 2)
        assert not alive
        assert site.process.wait(TIMEOUT_SECONDS) == 0


@one_database
def test_every_request_is_one_line_of_json_without_personal_data(site, log):
    token = "a-secret-that-opens-a-comment"
    answer = site.browser().get(f"/status/{token}/", **{"X-Request-ID": "from-the-proxy-1"})
    assert answer.headers["X-Request-ID"] == "from-the-proxy-1"
    other = site.browser().get("/healthz?email=alice@mail.example").headers["X-Request-ID"]
    log_text = log.read_text()
    lines = {
        line.get("request"): line for line in map(json.loads, json_lines(log_text)) if "ms" in line
    }
    assert lines["from-the-proxy-1"]["path"] == "/status/…"
    assert (lines[other]["status"], lines[other]["path"]) == (200, "/healthz")
    for private in (token, "127.0.0.1", "alice"):
        assert private not in log_text.replace("Listening", "")


@one_database
def test_an_error_is_logged_with_traceback_and_request_id(site, log):
    post = a_post()
    Blog.objects.update(time_zone="Nowhere/At-all")
    answer = site.browser().get(post.get_absolute_url(), **{"X-Request-ID": "the-one-that-fails"})
    assert answer.status == 500
    lines = list(map(json.loads, json_lines(log.read_text())))
    own = [line for line in lines if line["request"] == "the-one-that-fails"]
    (entry,) = [line for line in own if "level" in line]  # threads of the server log errors, too
    assert entry["level"] == "error"
    assert "Nowhere/At-all" in entry["traceback"] and 'blog.py", line' in entry["traceback"]


def test_a_logged_traceback_has_no_e_mail_of_a_recipient():
    theirs = "alice@mail.example"
    try:
        raise OSError(f"550 <{theirs}>: no such mailbox")
    except OSError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "It failed.", (), sys.exc_info())
    entry = json.loads(JsonFormatter().format(record))["traceback"]
    assert entry.endswith("OSError: 550 <…>: no such mailbox")


def test_a_logged_traceback_has_no_values_of_database_errors(db):
    theirs = "alice@mail.example"
    User.objects.create(username="alice", display_name="Alice", email=theirs)
    try:
        User.objects.create(username="bob", display_name="Bob", email=theirs)
    except IntegrityError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "It failed.", (), sys.exc_info())
    entry = json.loads(JsonFormatter().format(record))["traceback"]
    assert "IntegrityError" in entry and "email" in entry
    assert "mail.example" not in entry


def json_lines(log_text):
    return [line for line in log_text.splitlines() if line.startswith("{")]


@one_database
def test_request_ids_that_could_forge_a_log_line_are_replaced(shared_site):
    for forged in ('"}', "x" * 200, "a b c d e f g"):
        request_id = (
            shared_site.browser()
            .get("/healthz", **{"X-Request-ID": forged})
            .headers["X-Request-ID"]
        )
        assert request_id != forged


@one_database
def test_far_too_long_headers_are_refused(shared_site):
    assert shared_site.browser().get("/", **{"X-Long": "x" * 100_000}).status in (400, 431)
    assert shared_site.answers()


@one_database
def test_a_malformed_request_is_a_warning_and_not_an_error(site, log):
    path = a_post().get_absolute_url().encode()
    form = b"Content-Type: application/x-www-form-urlencoded\r\nHost: 127.0.0.1\r\n"
    parts = b"Content-Type: multipart/form-data\r\nHost: 127.0.0.1\r\n"
    many = b"a=1&" * 1500
    for request in (
        b"\x00\x01 no request at all\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
        b"GET /%ff%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /?page=\xe9 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST %brespond/ HTTP/1.1\r\n%bContent-Length: 5\r\n\r\nhello" % (path, parts),
        b"POST %brespond/ HTTP/1.1\r\n%bContent-Length: 6000\r\n\r\n%b" % (path, form, many),
    ):
        with socket.create_connection(("127.0.0.1", site.port), TIMEOUT_SECONDS) as connection:
            connection.sendall(request)
            assert connection.recv(100).startswith(b"HTTP/1.1 4"), request
    log_text = log.read_text()
    assert "Traceback" not in log_text and '"level": "error"' not in log_text


@one_database
def test_a_trusted_proxy_says_which_requests_used_tls_and_get_cookies(database_url, log):
    path = f"{a_post().get_absolute_url()}respond/"
    with small_site(database_url, log, BEHIND_TLS="true", TRUSTED_PROXIES="127.0.0.1") as site:
        browser = site.browser(**{"X-Forwarded-Proto": "https", "Referer": "https://127.0.0.1/"})
        answer = browser.get("/")
        assert answer.status == 200 and "Strict-Transport-Security" in answer.headers
        assert site.browser().get("/").status == 301
        assert site.browser().get("/readyz").status == 200
        cookies = browser.get(path).headers.get_all("Set-Cookie")
        assert cookies and all("Secure" in cookie for cookie in cookies)


@one_database
def test_behind_tls_only_health_checks_are_answered_without_a_proxy(database_url, log):
    public = {"ALLOWED_HOSTS": "blog.example", "BEHIND_TLS": "true", "METRICS_TOKEN": "a-token"}
    public |= {"TRUSTED_PROXIES": ""}
    with small_site(database_url, log, **public) as site:
        claim = {"Host": "blog.example", "X-Forwarded-Proto": "https"}
        answer = site.browser().get("/", **claim)
        assert answer.status == 301 and "Strict-Transport-Security" not in answer.headers
        token = {"Authorization": "Bearer a-token"}
        for path, headers in (("/healthz", {}), ("/readyz", {}), ("/metrics", token)):
            assert site.browser().get(path, **headers).status == 200, path
        assert site.browser().get("/metrics").status == 400
        assert site.browser().get("/").status == 400
