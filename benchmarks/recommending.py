"""How long a recommendation takes through HTTP, and how often pages are rendered because of many.

    python -m benchmarks.recommending [--clicks 1000] [--seconds 60] [--database sqlite|postgresql]

As many guests as clicks, each of a network of its own, recommend the comments of one post, evenly
over the seconds, while somebody reads its page twice a second. Goals: half of all clicks within
10 ms; with 1,000 in a minute at most two new versions of the page; and every click is counted.
"""

import argparse
import os
import re
import secrets
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import django

from benchmarks.page_views import cpu_of
from benchmarks.scratch import scratch_database

COMMENTS, CLIENTS = 43, 4


def click(site, pk, number) -> float:
    """Let a new guest recommend a comment in place; return the milliseconds it took."""
    browser = site.browser(**{"X-Forwarded-For": f"20.{number >> 8}.{number & 255}.1"})
    browser.token = browser.cookies["csrftoken"] = secrets.token_hex(16)
    start = time.perf_counter()
    answer = browser.post(f"/comments/{pk}/recommend/form/", recommend="yes")
    assert answer.status == 200, answer.text
    return 1000 * (time.perf_counter() - start)


def click_evenly(site, ids, clicks, seconds) -> list[float]:
    """Send all clicks from a few clients; return their milliseconds."""
    begin = time.monotonic()

    def send(number):
        time.sleep(max(0, begin + number * seconds / clicks - time.monotonic()))
        return click(site, ids[number % len(ids)], number)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(send, range(clicks)))


def read_until(site, path, end: Event) -> tuple[set, list[float]]:
    """Read a page twice a second until `end` is set; return its versions, and milliseconds."""
    versions, times, browser = set(), [], site.browser()
    while True:
        start = time.perf_counter()
        page = browser.get(path).text
        times.append(1000 * (time.perf_counter() - start))
        versions.add(re.search(r'data-version="(\d+)"', page)[1])
        if end.wait(0.5):
            return versions, times


def measure(clicks, seconds):
    from benchmarks.making import build_comments, make_posts
    from comments.models import Recommendation

    (post,) = make_posts(1)
    build_comments(post, COMMENTS)
    ids, path = list(post.comments.values_list("pk", flat=True)), post.get_absolute_url()
    with tempfile.TemporaryDirectory() as folder, serve(folder) as site:
        site.browser().get(path)
        end, used = Event(), cpu_of(site.process.pid)
        with ThreadPoolExecutor(1) as pool:
            reader = pool.submit(read_until, site, path, end)
            times = click_evenly(site, ids, clicks, seconds)
            end.set()
            versions, readings = reader.result()
        cpu = 1000 * (cpu_of(site.process.pid) - used) / clicks
    print_times("a click", times)
    print(f"{cpu:.1f} ms of the server's CPU a click, with what the reader costs")
    print_times("a reading", readings)
    print(f"{len(versions) - 1} new versions of the page in {seconds} s")
    counts = post.comments.values_list("recommendation_count", flat=True)
    print(f"{clicks} clicks, {Recommendation.objects.count()} stored, {sum(counts)} counted")


def serve(folder):
    from tests.site_server import site_server

    url = os.environ["DATABASE_URL"]
    return site_server(url, Path(folder) / "log", TRUSTED_PROXIES="127.0.0.1")


def print_times(name, times):
    slow = statistics.quantiles(times, n=100)
    print(f"{name}: {statistics.median(times):.1f} ms p50, {slow[94]:.1f} p95, {slow[98]:.1f} p99")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clicks", type=int, default=1_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database(options.database):
        django.setup()
        measure(options.clicks, options.seconds)
        from django.db import connections

        connections.close_all()


if __name__ == "__main__":
    main()
