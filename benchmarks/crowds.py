"""Many concurrent users of a new site at `url`; each prints and returns whether all is well.

`python -m benchmarks.faults` runs them.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from tests.concurrent_users import (
    decide_at_once,
    report_from_networks,
    slow_senders,
)
from tests.fault_injection import AUDIT, CREATE_POST, MIGRATE, in_site
from tests.site_server import site_server

OTHERS_WAIT = 500  # milliseconds at most, for 99 of 100


def slowed(url, home, count) -> bool:
    path = in_site(url, MIGRATE + CREATE_POST).strip()
    with site_server(url, home / "log") as site, slow_senders(site, f"{path}respond/", count):
        # A cached page, and a form that Django renders each time.
        waits = [waited(site, path) for _ in range(300)]
        forms = [waited(site, f"{path}respond/") for _ in range(300)]
    p99s = [sorted(times)[297] for times in (waits, forms)]
    print(f"  {count} slow senders: p99 of a page {p99s[0]:.1f} ms, of a form {p99s[1]:.1f} ms")
    return max(p99s) < OTHERS_WAIT


def waited(site, path) -> float:
    """Return the milliseconds that a reader waits; infinity if the answer is not the page."""
    started = time.monotonic()
    served_it = site.browser().get(path).status == 200
    return 1000 * (time.monotonic() - started) if served_it else float("inf")


def from_site(url, call):
    """Return what a function of tests/concurrent_users.py returns in a process of the site."""
    script = f"import json\nfrom tests.concurrent_users import *\nprint(json.dumps({call}))"
    return json.loads(in_site(url, script))


def raced(url, home, count) -> bool:
    in_site(url, MIGRATE + CREATE_POST)  # migrates
    with site_server(url, home / "log") as site:
        pairs = decide_at_once(site, *from_site(url, f"held_comments({count})"))
    ends = sorted({tuple(sorted(answer.status for answer in pair)) for pair in pairs})
    each = from_site(url, "decisions_per_comment()")
    print(f"  {count} races of two moderators: {len(each)} decided, {sum(each)} decisions, {ends}")
    return each == [1] * count and ends == [(302, 409)]


def besieged(url, home, count) -> bool:
    in_site(url, MIGRATE + CREATE_POST)
    with site_server(url, home / "log", TRUSTED_PROXIES="127.0.0.1") as site:
        comment = from_site(url, "kept_comment()")
        report_from_networks(site, comment, count)
    status, reports, burst = from_site(url, f"reported({comment})")
    print(f"  {count} reporters of a kept comment: {status}, {reports} reports, a burst of {burst}")
    return (status, reports, burst) == ("published", count, count)


def sent_at_once(url, home, count) -> bool:
    path = in_site(url, MIGRATE + CREATE_POST).strip() + "respond/"
    with site_server(url, home / "log") as site, ThreadPoolExecutor(count) as pool:
        browser, key = site.browser(), UUID(int=7)
        browser.open(path)
        sending = [pool.submit(browser.comment, path, "Frost.", key=key) for _ in range(count)]
        statuses = {answer.result().status for answer in sending}
    bodies, faults = json.loads(in_site(url, AUDIT))
    print(f"  one form {count} times at once: {statuses}, {len(bodies)} stored")
    return (statuses, bodies, faults) == ({303}, ["Frost."], 0)
