"""How fast readers get what they read most, beside the limit: nginx with the same bytes in a file.

    python -m benchmarks.page_views [--seconds 5] [--runs 3]

Makes its own SQLite database with posts of 43, 1,000 and 10,000 comments, then prints, of these
pages, of the front page and of feeds:
- cold: milliseconds to render a page for the first time after a change, with its queries;
- cached: requests a second and milliseconds of CPU each, the production server, the shipped front
  cache and nginx one after the other with the same compressed bytes, as whole answers and as 304s;
  nginx with a bare file, which is the limit, and with the headers that the site sends, too.
Needs nginx and wrk. Everything stays on 127.0.0.1 and stops by itself.
"""

import argparse
import gzip
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import django

from benchmarks.scratch import scratch_database
from tests.nginx_server import nginx, nginx_in_front
from tests.site_server import free_port, site_server

SIZES = (43, 1_000, 10_000)
POSTS = 25  # more than the front page shows
CONNECTIONS = 8
TICK = os.sysconf("SC_CLK_TCK")


def prepare() -> dict[str, str]:
    """Make the posts; return the URLs to measure, by name."""
    from benchmarks.making import build_comments, make_posts

    addresses = {}
    posts = make_posts(POSTS)
    for size, post in zip(SIZES, posts[-len(SIZES) :], strict=True):
        build_comments(post, size)
        addresses[f"{size:,} comments"] = post.get_absolute_url()
    addresses["10,000, whole"] = addresses["10,000 comments"] + "?view=whole"
    return addresses | {"front page": "/", "feed": "/feed/", "comments' feed": "/comments/feed/"}


def cold(address: str, runs: int) -> tuple[list[float], list[float], int]:
    """Return the milliseconds of `runs` first requests, those of CPU, and the number of queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from blogsite.pagecache.store import pages

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


def application(home):
    return site_server(os.environ["DATABASE_URL"], home / "log", TRUSTED_PROXIES="127.0.0.1")


# Run as the front cache is: as many workers, the same settings around it.
LIMIT = """
server {{
  listen 127.0.0.1:{port}; root {home}; access_log off; open_file_cache max=100;
  location = /bare {{
    default_type text/html;
    add_header Content-Encoding gzip; add_header Vary Accept-Encoding;
  }}
  location = /headed {{
    default_type "text/html; charset=utf-8"; max_ranges 0; add_header Last-Modified "";
    {headers}
  }}
}}
"""
NGINX_WRITES = {"server", "date", "content-type", "content-length", "connection", "etag"}


@contextmanager
def limit(home, body: bytes, headers):
    """Run nginx with the answer in a file, bare and with these headers, until the block ends."""
    directives = [
        f"add_header {name} {json.dumps(value)};"
        for name, value in headers.items()
        if name.lower() not in NGINX_WRITES
    ]
    port = free_port()
    server = LIMIT.format(port=port, home=home, headers="\n    ".join(directives))
    with nginx(home, port, server) as files:
        for name in ("bare", "headed"):
            (home / name).write_bytes(body)
        yield files


def cpu_of(pid: int) -> float:
    """Return the CPU seconds that a process and its children have used."""
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
    """Return requests a second and milliseconds of server CPU a request."""
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


def fetched(url):
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return answer.read(), answer.headers


def spread(values, form=".4g") -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:{form}} ({low:{form}}–{high:{form}})"


def compare_cached(address: str, seconds: int, runs: int):
    """Print the application beside its front cache and nginx, run after run in turn."""
    with tempfile.TemporaryDirectory() as folder, application(Path(folder)) as app:
        home = Path(folder)
        home.chmod(0o755)
        with nginx_in_front(app.port, home / "front") as front:
            url = f"http://127.0.0.1:{front.port}{address}"
            for _ in range(6):
                body, headers = fetched(url)
            with limit(home / "limit", body, headers) as files:
                servers = {
                    "app": (f"http://127.0.0.1:{app.port}{address}", app),
                    "front": (url, front),
                    "file": (f"http://127.0.0.1:{files.port}/bare", files),
                    "headed": (f"http://127.0.0.1:{files.port}/headed", files),
                }
                figures = measured(servers, seconds, runs)
    print(f"  {len(body):,} bytes compressed, {len(gzip.decompress(body)):,} plain")
    for name, samples in figures.items():
        rates, costs = zip(*samples, strict=True)
        print(f"  {name:10} {spread(rates, ',.0f'):>24} a second {spread(costs):>28} ms CPU each")
    for name in ("app", "front"):
        bare, headed = (reached(figures[name], figures[most]) for most in ("file", "headed"))
        print(f"  {name} reaches {bare} of nginx with the bare file,")
        print(f"    {headed} with the file and the same headers")


def measured(servers, seconds, runs) -> dict[str, list]:
    """Return the figures of each server, for whole answers and for 304s."""
    sent = {name: {h.lower() for h in fetched(url)[1]} for name, (url, _) in servers.items()}
    assert sent["headed"] == sent["front"]
    tags = {f"{name} 304": (name, fetched(url)[1]["ETag"]) for name, (url, _) in servers.items()}
    figures = {name: [] for name in (*servers, *tags)}
    for _ in range(runs):
        for name, (url, server) in servers.items():
            figures[name].append(load(url, server.process.pid, seconds))
        for named, (name, tag) in tags.items():
            url, server = servers[name]
            header = f"If-None-Match: {tag}"
            figures[named].append(load(url, server.process.pid, seconds, header))
    return figures


def reached(figures, limits) -> str:
    return spread([rate / most for (rate, _), (most, _) in zip(figures, limits, strict=True)])


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
        for name in ("43 comments", "1,000 comments", "front page", "feed"):
            print(f"cached, {name}, {CONNECTIONS} connections")
            compare_cached(addresses[name], options.seconds, options.runs)


if __name__ == "__main__":
    main()
