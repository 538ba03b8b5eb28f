"""How fast a post is read, beside the limit: nginx serving the same bytes from a file.

    python -m benchmarks.reading [--seconds 5] [--runs 3]

Makes its own SQLite database with posts of 43, 1,000 and 10,000 comments, then prints:
- cold: milliseconds to draw a page nobody has asked for since a change, with its queries;
- kept: requests a second and milliseconds of CPU each, the application and nginx one after the
  other with the same compressed bytes, as whole answers and as 304s.
Needs nginx and wrk. Everything stays on 127.0.0.1 and stops by itself.
"""

import argparse
import gzip
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import django

from benchmarks.scratch import scratch_database

SIZES = (43, 1_000, 10_000)
CONNECTIONS = 8
TICK = os.sysconf("SC_CLK_TCK")


def prepare() -> dict[str, str]:
    """Make the posts; give the addresses to measure, by what they are."""
    from benchmarks.making import build_comments, make_posts

    addresses = {}
    for size, post in zip(SIZES, make_posts(len(SIZES)), strict=True):
        build_comments(post, size)
        addresses[f"{size:,} comments"] = post.get_absolute_url()
    addresses["10,000, whole"] = addresses["10,000 comments"] + "?view=whole"
    return addresses


def cold(address: str, runs: int) -> list[float]:
    """Give the milliseconds of `runs` first readings, and after them the number of queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from blogsite.pages import pages

    client, times = Client(headers={"Host": "127.0.0.1"}), []
    client.get(address)
    for _ in range(runs):
        pages.clear()
        start = time.perf_counter()
        assert client.get(address).status_code == 200
        times.append(1000 * (time.perf_counter() - start))
    pages.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return times, len(queries)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextmanager
def running(command, port, **environment):
    """Run a server until the block ends; give the process once it answers."""
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def application(port):
    granian = Path(sys.executable).with_name("granian")
    command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--no-access-log", "--log-level", "warning"]
    return running([*command, "blogsite.wsgi:application"], port, STATIC_HASHED="false")


NGINX = """
daemon off; worker_processes 2; pid {home}/pid; error_log {home}/error.log crit;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f;
  uwsgi_temp_path {home}/u; scgi_temp_path {home}/s; open_file_cache max=100;
  server {{
    listen 127.0.0.1:{port}; root {home}; default_type text/html;
    add_header Content-Encoding gzip; add_header Vary Accept-Encoding;
  }}
}}
"""


def nginx(port, home, body: bytes):
    (home / "page").write_bytes(body)
    (home / "nginx.conf").write_text(NGINX.format(home=home, port=port))
    return running(
        [shutil.which("nginx"), "-c", str(home / "nginx.conf"), "-e", str(home / "e")], port
    )


def cpu_of(pid: int) -> float:
    """Give the CPU seconds that a process and its children have used."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(entry.parent.name) == pid or int(fields[1]) == pid:
            total += int(fields[11]) + int(fields[12])
    return total / TICK


def load(url: str, pid: int, seconds: int, *headers) -> tuple[float, float]:
    """Give requests a second and milliseconds of server CPU a request."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Accept-Encoding: gzip"]
    for header in headers:
        command += ["-H", header]
    before = cpu_of(pid)
    out = subprocess.run(
        [*command, url], capture_output=True, text=True, timeout=seconds + 30
    ).stdout
    used = cpu_of(pid) - before
    if "Non-2xx" in out and not headers:
        raise SystemExit(out)
    count = int(re.search(r"(\d+) requests in", out)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    return rate, 1000 * used / count


def fetched(url) -> tuple[bytes, str]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return answer.read(), answer.headers["ETag"]


def spread(values) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.4g} ({low:,.4g}–{high:,.4g})"


def kept(address: str, seconds: int, runs: int):
    """Print the application beside nginx, run after run in turn."""
    port, other = free_port(), free_port()
    figures = {name: [] for name in ("app", "nginx", "app 304", "nginx 304")}
    with tempfile.TemporaryDirectory() as home, application(port) as app:
        url = f"http://127.0.0.1:{port}{address}"
        for _ in range(6):
            body, etag = fetched(url)
        with nginx(other, Path(home), body) as limit:
            Path(home).chmod(0o755)
            same = f"http://127.0.0.1:{other}/page"
            _, nginx_etag = fetched(same)
            for _ in range(runs):
                figures["app"].append(load(url, app.pid, seconds))
                figures["nginx"].append(load(same, limit.pid, seconds))
                figures["app 304"].append(load(url, app.pid, seconds, f"If-None-Match: {etag}"))
                figures["nginx 304"].append(
                    load(same, limit.pid, seconds, f"If-None-Match: {nginx_etag}")
                )
    print(f"  {len(body):,} bytes compressed, {len(gzip.decompress(body)):,} plain")
    for name, found in figures.items():
        rates, costs = zip(*found, strict=True)
        print(f"  {name:10} {spread(rates):>28} a second {spread(costs):>24} ms CPU each")
    ratio = [a[0] / n[0] for a, n in zip(figures["app"], figures["nginx"], strict=True)]
    print(f"  the application reaches {spread(ratio)} of nginx")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database("sqlite"):
        django.setup()
        addresses = prepare()
        print("cold, milliseconds to the first reading (and queries)")
        for name, address in addresses.items():
            times, queries = cold(address, max(5, options.runs))
            print(f"  {name:16} {spread(times):>24} ms, {queries} queries")
        for name in ("43 comments", "1,000 comments"):
            print(f"kept, {name}, {CONNECTIONS} connections")
            kept(addresses[name], options.seconds, options.runs)


if __name__ == "__main__":
    main()
