"""How fast a post is read, beside the limit: nginx serving the same bytes from a file.

    python -m benchmarks.reading [--seconds 5] [--runs 3]

Makes its own SQLite database with posts of 43, 1,000 and 10,000 comments, then prints:
- cold: milliseconds to draw a page nobody has asked for since a change, with its queries;
- kept: requests a second and milliseconds of CPU each, the production server, the shipped front
  cache and nginx one after the other with the same compressed bytes, as whole answers and as 304s.
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
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import django

from benchmarks.scratch import scratch_database
from tests.fronted import fronted
from tests.served import served

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


def cold(address: str, runs: int) -> tuple[list[float], list[float], int]:
    """Give the milliseconds of `runs` first readings, those of CPU, and the number of queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from blogsite.pages import pages

    client, times, cpu = Client(headers={"Host": "127.0.0.1"}), [], []
    client.get(address)
    for _ in range(runs):
        pages.clear()
        start, used = time.perf_counter(), time.process_time()
        assert client.get(address).status_code == 200
        times.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (time.process_time() - used))
    pages.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return times, cpu, len(queries)


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


def application(home):
    return served(os.environ["DATABASE_URL"], home / "log", TRUSTED_PROXIES="127.0.0.1")


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
    """Print the application beside its front cache and nginx, run after run in turn."""
    names = ("app", "front", "nginx", "app 304", "front 304", "nginx 304")
    figures = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder, application(Path(folder)) as app:
        home = Path(folder)
        home.chmod(0o755)
        url = f"http://127.0.0.1:{app.port}{address}"
        for _ in range(6):
            body, etag = fetched(url)
        other = free_port()
        with nginx(other, home, body) as limit, fronted(app.port, home / "front") as front:
            same = f"http://127.0.0.1:{other}/page"
            before = f"http://127.0.0.1:{front.port}{address}"
            tags = [fetched(address)[1] for address in (url, before, same)]
            asked = list(zip((url, before, same), (app, front, limit), tags, strict=True))
            for _ in range(runs):
                for name, (at, server, _) in zip(names[:3], asked, strict=True):
                    figures[name].append(load(at, pid_of(server), seconds))
                for name, (at, server, tag) in zip(names[3:], asked, strict=True):
                    header = f"If-None-Match: {tag}"
                    figures[name].append(load(at, pid_of(server), seconds, header))
    print(f"  {len(body):,} bytes compressed, {len(gzip.decompress(body)):,} plain")
    for name, found in figures.items():
        rates, costs = zip(*found, strict=True)
        print(f"  {name:10} {spread(rates):>28} a second {spread(costs):>24} ms CPU each")
    for name in ("app", "front"):
        ratio = [a[0] / n[0] for a, n in zip(figures[name], figures["nginx"], strict=True)]
        print(f"  {name} reaches {spread(ratio)} of nginx")


def pid_of(server) -> int:
    return getattr(server, "process", server).pid


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
            times, cpu, queries = cold(address, max(5, options.runs))
            wall, used = spread(times), spread(cpu)
            print(f"  {name:16} {wall:>24} ms, {used:>24} ms of CPU, {queries} queries")
        for name in ("43 comments", "1,000 comments"):
            print(f"kept, {name}, {CONNECTIONS} connections")
            kept(addresses[name], options.seconds, options.runs)


if __name__ == "__main__":
    main()
