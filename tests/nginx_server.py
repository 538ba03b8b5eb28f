"""The shipped nginx configuration in front of a running site, on ports and paths of its own."""

import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.site_server import ROOT, TIMEOUT_SECONDS, Browser, free_port

MISSING = "no nginx found (Debian's package is called nginx-light)"

NGINX_CONF = """
daemon off;
{user}
worker_processes 2;
pid {home}/pid;
error_log {home}/errors;
events {{ worker_connections 2048; }}
http {{
  sendfile on; tcp_nopush on;  # as Debian has it
  keepalive_requests 1000000;  # wrk sends a thousand in an instant
  client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f;
  uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  include {home}/soundoff.conf;
}}
"""


def nginx_path():
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class NginxServer:
    """A running nginx, and its log."""

    def __init__(self, process, port, home):
        self.process, self.port, self.home = process, port, home
        self.parts = []

    def browser(self, **headers) -> Browser:
        return Browser(self.port, **headers)

    def log(self) -> str:
        """Return the log, with what nginx has not written yet.

        It writes that when it opens a new file, as when logs are rotated; the old one is whole once
        no process has it open.
        """
        part = self.home / f"log.{len(self.parts)}"
        (self.home / "log").rename(part)
        self.process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while self._has_open(part):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        self.parts.append(part)
        return "".join(each.read_text() for each in self.parts)

    def _has_open(self, file: Path) -> bool:
        master = psutil.Process(self.process.pid)
        opened = [each.path for one in (master, *master.children()) for each in one.open_files()]
        return str(file) in opened


def configuration(site_port, port, home, **changes) -> str:
    """Return the shipped configuration with the ports and paths of this machine."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    replacements = {
        r"server 127\.0\.0\.1:8000": f"server 127.0.0.1:{site_port}",
        r"listen 80;\n.*": f"listen 127.0.0.1:{free_port()};",
        r"listen 443 ssl http2;\n.*": f"listen 127.0.0.1:{port};",
        r" +ssl_.*\n": "",
        r"/var/lib/nginx/soundoff": f"{home}/cache",
        r"/var/log/nginx/soundoff\.log": f"{home}/log",
        r"/var/log/nginx/soundoff-error\.log": f"{home}/errors",
        r"/etc/nginx/soundoff-site\.conf": str(ROOT / "deploy" / "nginx-site.conf"),
    }
    for pattern, instead in (replacements | changes).items():
        text, count = re.subn(pattern, instead, text)
        assert count, f"{pattern} is not in the configuration"
    return text


# Tests send faster than people do: their requests are counted against the limits, and let pass.
# (wrk sends more in one millisecond than any burst allows.)
WITHOUT_LIMITS = {
    "rate=30r/s;": "rate=1000000r/s; limit_req_dry_run on;",
    "rate=60r/m;": "rate=1000000r/s;",
}


@contextmanager
def nginx_in_front(site_port, home: Path, changes=WITHOUT_LIMITS):
    """Run nginx in front of a site until the block ends."""
    port = free_port()
    with nginx(home, port, configuration(site_port, port, home, **changes)) as front:
        yield front


@contextmanager
def nginx(home: Path, port, conf):
    """Run nginx with `conf` as the file in its conf.d, until the block ends."""
    home.mkdir(exist_ok=True)
    user = "user root;" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(NGINX_CONF.format(home=home, user=user))
    (home / "soundoff.conf").write_text(conf)
    command = [nginx_path(), "-c", str(home / "nginx.conf"), "-e", str(home / "errors")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    front = NginxServer(process, port, home)
    try:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not answers(front):
            assert process.poll() is None, (home / "errors").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield front
    finally:
        process.terminate()
        process.wait(TIMEOUT_SECONDS)


def answers(front):
    try:
        front.browser().get("/healthz")
    except OSError:
        return False
    return True
