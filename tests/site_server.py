"""The production server in its own processes, on 127.0.0.1, and a client with cookies."""

import fcntl
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

import psutil

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT_SECONDS = 60  # ten times what a loaded machine needs


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """A client with cookies that fills in forms; each request is a new connection."""

    def __init__(self, port, **headers):
        self.port, self.headers, self.cookies, self.token = port, headers, {}, ""

    def ask(self, method, path, body=None, **headers) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        headers = self.headers | headers
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers, body)

    def get(self, path, **headers) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path, **fields) -> Answer:
        """Send a form with the token of the first page that is opened; without a token, return that
        page.
        """
        opened = self.open(path) if not self.token else None
        if not self.token:
            return opened
        form = urlencode({"csrfmiddlewaretoken": self.token} | fields)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, form, **kind)

    def open(self, path) -> Answer:
        answer = self.get(path)
        match = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', answer.text)
        self.token = match[1] if match else ""
        return answer

    def comment(self, path, body, *, key=None, name="Wendela") -> Answer:
        return self.post(path, name=name, body=body, key=str(key or uuid4()))


class SiteServer:
    """A running server: its processes and its port."""

    def __init__(self, process, port):
        self.process, self.port = process, port
        self.was_used = False

    def browser(self, **headers) -> Browser:
        return Browser(self.port, **headers)

    def expire_pages(self):
        """Wait until the pages that it served before have expired."""
        from blogsite.pagecache.store import FRESH_SECONDS  # not before Django has its settings

        if self.was_used:
            time.sleep(FRESH_SECONDS)
        self.was_used = True

    def workers(self) -> list[int]:
        """Return the process ids of the workers, the oldest first."""
        children = psutil.Process(self.process.pid).children()
        return [child.pid for child in sorted(children, key=lambda child: child.create_time())]

    def kill_worker(self, which=0):
        """Kill (-9) a worker: the oldest, or at -1 the youngest; wait for one."""
        while not (workers := self.workers()):
            time.sleep(0.02)
        os.kill(workers[which], signal.SIGKILL)

    def answers(self, path="/healthz") -> bool:
        try:
            return self.browser().get(path).status == 200
        except OSError:
            return False

    def wait(self, path="/readyz") -> float:
        """Wait until it serves; return the seconds it took."""
        started = time.monotonic()
        while not self.answers(path):
            assert self.process.poll() is None, "the server has ended"
            assert time.monotonic() - started < TIMEOUT_SECONDS, "the server does not serve"
            time.sleep(0.02)
        return time.monotonic() - started


_reserved_ports = []  # open files, each locked until this process ends


def free_port() -> int:
    """Return a port that is free, and that no other process of tests is given meanwhile.

    Servers share a port without complaint, and a test would read the pages of another.
    """
    folder = Path(tempfile.gettempdir()) / "soundoff-ports"
    folder.mkdir(exist_ok=True)
    while True:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        reservation = (folder / str(port)).open("w")
        try:
            fcntl.flock(reservation, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            reservation.close()
            continue
        _reserved_ports.append(reservation)
        return port


def small_site(database_url, log, **environment):
    """Run the server with one worker, for tests of what each worker does alike: each further one
    costs a second and a half of a processor before it serves.
    """
    return site_server(database_url, log, SERVER_PROCESSES="1", **environment)


@contextmanager
def site_server(database_url, log, **environment):
    """Run the server on a database until the block ends; it writes to the file `log`."""
    port = int(environment.get("PORT", 0)) or free_port()
    settings = {
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "STATIC_HASHED": "false",
        "DRAIN_SECONDS": "0",
    }
    with log.open("w") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "blogsite.serving"],
            cwd=ROOT,
            env=os.environ | settings | environment,
            stdout=lines,
            stderr=lines,
        )
    site = SiteServer(process, port)
    try:
        site.wait("/healthz")
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
