"""A release to two servers behind the shipped nginx, while people write and read.

    python -m benchmarks.rolling [--writers 8] [--readers 2] [--releases 1]

Runs deploy/release on two servers of this machine with one PostgreSQL: first the release of this
commit, then one with another style sheet while people write and read. Prints what was answered,
acknowledged and lost, and whether each page found its style sheets. Ends with status 1 when an
answer was an error, or a comment was lost or doubled.
"""

import argparse
import json
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from benchmarks.released_servers import NAMES, ReleasedServers
from tests.fault_injection import AUDIT, CREATE_POST, MIGRATE, in_site, own_postgresql
from tests.nginx_server import WITHOUT_LIMITS, nginx_in_front
from tests.site_server import Browser

STYLE_SHEET = re.compile(r'href="(/static/[^"]+\.css)"')


class People:
    """Writers and readers of a post; they note each answer."""

    def __init__(self, port, path):
        self.port, self.path, self.over = port, path, threading.Event()
        self.written, self.read, self.sheets = Counter(), Counter(), Counter()
        self.sent, self.waits = [], []

    def write(self, number):
        for turn in count():
            if self.over.is_set():
                return
            body, started = f"Frost {number}, turn {turn}.", time.monotonic()
            answer = Browser(self.port).comment(f"{self.path}respond/", body)
            self.waits.append(time.monotonic() - started)
            self.written[answer.status] += 1
            if answer.status == 303:
                self.sent.append(body)

    def look(self):
        """Read the page, uncached by nginx, and ask both servers in turn for its style sheets."""
        for turn in count():
            if self.over.is_set():
                return
            page = Browser(self.port).get(f"{self.path}?v={turn}")
            self.read[page.status] += 1
            for sheet in set(STYLE_SHEET.findall(page.text)):
                self.sheets[Browser(self.port).get(sheet).status] += 1
            time.sleep(0.1)


def main(options) -> bool:
    with own_postgresql() as (_server, url), tempfile.TemporaryDirectory() as folder:
        path = in_site(url, MIGRATE + CREATE_POST).strip()
        servers = ReleasedServers(url, Path(folder))
        try:
            print(f"  first release: {servers.release():.1f} s", flush=True)
            people = released(servers, path, Path(folder), options)
        finally:
            servers.end()
        return summarize(people, in_site(url, AUDIT))


def released(servers, path, home, options) -> People:
    line = "server 127.0.0.1:{} max_fails=0;"
    both = " ".join(line.format(servers.ports[name]) for name in NAMES)
    changes = WITHOUT_LIMITS | {r"server 127\.0\.0\.1:\d+ max_fails=0;": both}
    with nginx_in_front(servers.ports["one"], home / "nginx", changes) as front:
        people = People(front.port, path)
        with ThreadPoolExecutor(options.writers + options.readers) as pool:
            futures = [pool.submit(people.write, number) for number in range(options.writers)]
            futures += [pool.submit(people.look) for _ in range(options.readers)]
            try:
                for _ in range(options.releases):
                    servers.change_style()
                    print(f"  next release: {servers.release():.1f} s", flush=True)
            finally:
                people.over.set()
            for future in futures:
                future.result()
    return people


def summarize(people, stored) -> bool:
    bodies, faults = json.loads(stored)
    lost, doubled = len(set(people.sent) - set(bodies)), len(bodies) - len(set(bodies))
    print(f"  written: {dict(people.written)}, longest wait {max(people.waits):.2f} s")
    print(f"  read: {dict(people.read)}; style sheets: {dict(people.sheets)}")
    print(f"  {len(people.sent)} acknowledged, {lost} lost, {doubled} doubled, {faults} faults")
    answers = people.written + people.read + people.sheets
    return not (lost or doubled or faults or set(answers) - {200, 303})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--releases", type=int, default=1)
    sys.exit(not main(parser.parse_args()))
