"""Kill a PostgreSQL primary under load and let its standby take over: what is lost, and how long?

    python -m benchmarks.failover [--seconds 4] [--writers 8] [--runs 2] [--only X]

With a synchronous standby, with an asynchronous one that follows closely, and with one that was
left behind for a second and a half; and under Patroni with deploy/patroni.yml, where it is
installed (Debian's patroni, etcd-server and postgresql). Prints what was acknowledged, lost and
doubled, each status that writers got, how many refusals did not give the text back, how long after
the promotion somebody could write again, and how long pages showed what was lost. Ends with status
1 when a synchronous failover loses anything, anything takes longer than it may, or anybody got
another status than 303 or 503.
"""

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from uuid import uuid4

import psycopg

from benchmarks.patroni_servers import PROGRAMS, patroni_servers
from tests.fault_injection import AUDIT, CREATE_POST, MIGRATE, in_site
from tests.site_server import site_server
from tests.standby_servers import standby_servers

BEHIND_SECONDS = 1.5
AFTER_SECONDS = 3  # of writing to the new primary
BODIES = "SELECT body FROM comments_comment"
WRITES_WITHIN, GONE_WITHIN = 3, 1.5  # seconds after the promotion
PATRONI_WITHIN = 25  # seconds after the death
PATRONI = "Patroni"
KINDS = ["synchronous", "asynchronous", "asynchronous, behind", PATRONI]


class Crowd:
    """People who write and one who reads, until `over` is set, and what they were answered."""

    def __init__(self, site, post):
        self.site, self.post, self.over = site, post, threading.Event()
        self.acknowledged: dict[str, float] = {}  # body → when
        self.statuses, self.reading = Counter(), Counter()
        self.without_text, self.slowest_page = 0, 0.0

    def write(self, number):
        browser, path = self.site.browser(), f"{self.post}respond/"
        turn = 0
        while not self.over.is_set():
            body, key, turn = f"Frost {number}, turn {turn}.", uuid4(), turn + 1
            while not self._is_stored(browser, path, body, key):
                if self.over.is_set():
                    return
                time.sleep(0.1)
            self.acknowledged[body] = time.monotonic()
            browser.cookies.pop("soundoff_guest", None)  # the next comment has another author

    def _is_stored(self, browser, path, body, key) -> bool:
        had_form = bool(browser.token)
        try:
            answer = browser.comment(path, body, key=key)
        except (OSError, HTTPException) as error:
            self.statuses[type(error).__name__] += 1
            return False
        self.statuses[answer.status] += 1
        self.without_text += had_form and answer.status != 303 and body not in answer.text
        return answer.status == 303

    def read(self):
        while not self.over.is_set():
            started = time.monotonic()
            self.reading[self.site.browser().get(self.post).status] += 1
            self.slowest_page = max(self.slowest_page, time.monotonic() - started)
            time.sleep(0.05)

    def page(self) -> str:
        return self.site.browser().get(f"{self.post}?sort=newest").text


def fail_over(servers, crowd, seconds, is_behind) -> dict:
    """Kill the primary after some seconds, promote the standby; return how long all took."""
    time.sleep(seconds)
    if is_behind:
        servers.catch_up()
        servers.stop_sending()
        time.sleep(BEHIND_SECONDS)
        crowd.page()  # so that the page with what will be lost is cached
    servers.kill_primary()
    killed = time.monotonic()
    before = set(crowd.acknowledged)
    servers.promote()
    promoted = time.monotonic()
    while not set(crowd.acknowledged) - before:
        time.sleep(0.01)
    writing = min(crowd.acknowledged[body] for body in set(crowd.acknowledged) - before)
    lost = before - stored_on(servers)
    while any(body in page for page in [crowd.page()] for body in lost):
        assert time.monotonic() < promoted + 60, "what was lost is still shown"
    gone = time.monotonic()
    time.sleep(AFTER_SECONDS)
    return {
        "promoted": promoted - killed,
        "silent": writing - killed,
        "writing": max(0, writing - promoted),
        "gone": gone - promoted,
    }


def stored_on(servers) -> set[str]:
    """Return the comments on the server that takes writes."""
    with psycopg.connect(servers.url, target_session_attrs="read-write") as connection:
        return {body for (body,) in connection.execute(BODIES)}


@contextmanager
def servers_of(kind):
    if kind == PATRONI:
        with patroni_servers() as servers:
            yield servers
    else:
        with standby_servers() as servers:
            servers.add_standby()
            servers.wait_for_standbys("*" if kind == "synchronous" else "")
            yield servers


def tried(kind, options, home) -> bool:
    """Try one failover; print what happened, and return whether all is well."""
    with servers_of(kind) as servers:
        post = in_site(servers.url, MIGRATE + CREATE_POST).strip()
        with site_server(servers.url, home / "log") as site:
            crowd = Crowd(site, post)
            site.wait(post)
            with ThreadPoolExecutor(options.writers + 1) as pool:
                people = [pool.submit(crowd.write, number) for number in range(options.writers)]
                people.append(pool.submit(crowd.read))
                try:
                    times = fail_over(servers, crowd, options.seconds, "behind" in kind)
                finally:
                    crowd.over.set()
                for person in people:
                    person.result()
            newest = max(crowd.acknowledged, key=crowd.acknowledged.get)
            time.sleep(GONE_WITHIN)
            times["shows the newest"] = newest in crowd.page()
        return summarize(kind, crowd, times, json.loads(in_site(servers.url, AUDIT)))


def summarize(kind, crowd, times, stored) -> bool:
    bodies, faults = stored
    lost = set(crowd.acknowledged) - set(bodies)
    doubled = len(bodies) - len(set(bodies))
    print(
        f"{kind}: {len(crowd.acknowledged)} acknowledged, {len(lost)} lost, {doubled} doubled,"
        f" {faults} faults in trees. Writers got {dict(crowd.statuses)}, {crowd.without_text}"
        f" without their text; readers {dict(crowd.reading)}, at most {crowd.slowest_page:.1f} s."
        f" Promoted after {times['promoted']:.1f} s, written {times['writing']:.1f} s after that,"
        f" lost comments gone after {times['gone']:.1f} s, the newest"
        f" {'shown' if times['shows the newest'] else 'NOT SHOWN'}.",
        flush=True,
    )
    well = not (doubled or faults or crowd.without_text) and set(crowd.statuses) <= {303, 503}
    well = well and times["shows the newest"] and times["writing"] <= WRITES_WITHIN
    well = well and (times["silent"] <= PATRONI_WITHIN or kind != PATRONI)
    may_lose = kind.startswith("asynchronous")
    return well and times["gone"] - times["writing"] <= GONE_WITHIN and (may_lose or not lost)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--runs", type=int, default=2)
    options.add_argument("--only", default="", help="a regular expression")
    options = options.parse_args()
    os.environ.setdefault("SECRET_KEY", "for these measurements only, and it opens nothing else")
    with tempfile.TemporaryDirectory(prefix="soundoff-") as home:
        kinds = [
            kind for kind in KINDS for _ in range(options.runs) if re.search(options.only, kind)
        ]
        if not all(map(shutil.which, PROGRAMS)):
            kinds = [kind for kind in kinds if kind != PATRONI]
            print("Without Patroni: it is not installed.")
        well = [tried(kind, options, Path(home)) for kind in kinds]
    return int(not all(well))


if __name__ == "__main__":
    sys.exit(main())
