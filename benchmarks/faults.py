"""Bad days in full number against the running server; the tests have the same in small.

    python -m benchmarks.faults [--kills 50] [--restarts 6] [--slow 200]

A worker killed (-9) while people write; PostgreSQL stopped, as an upgrade and as a crash does it,
and started again; slow clients beside quick ones. Prints what was acknowledged, lost and doubled,
and how long it took to serve again. Ends with status 1 when anything was lost, doubled or corrupt.
"""

import argparse
import json
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

from tests.bad_days import A_POST, MODES, STORED, in_site, own_postgresql, restart, written_during
from tests.served import served

BETWEEN = 3  # seconds; granian takes a worker that dies twice in five for broken


def killed(url, home, kills) -> bool:
    path, times = in_site(url, A_POST).strip() + "respond/", []
    with served(url, home / "log") as site:

        def kill():
            for _ in range(kills):
                time.sleep(BETWEEN)
                site.kill_worker()
                times.append(site.wait())

        sent = written_during(site, path, kill)
    return told(f"{kills} workers killed", sent, in_site(url, STORED), times)


def restarted(restarts, home) -> bool:
    with own_postgresql() as (server, url):
        path, times = in_site(url, A_POST).strip() + "respond/", []
        with served(url, home / "log") as site:

            def stop_and_start():
                for turn in range(restarts):
                    times.append(restart(site, server, MODES[turn % 2]))

            sent = written_during(site, path, stop_and_start)
        return told(f"{restarts} restarts of PostgreSQL", sent, in_site(url, STORED), times)


def told(label, sent, stored, times) -> bool:
    """Print what became of the comments; give whether all is well."""
    bodies, faults = json.loads(stored)
    lost, doubled = len(set(sent) - set(bodies)), len(bodies) - len(set(bodies))
    unasked = len(set(bodies) - set(sent))
    print(
        f"{label:<34}{len(sent):>6} acknowledged {lost:>3} lost {doubled:>3} doubled"
        f" {unasked:>3} unasked {faults:>3} faults; serving again after"
        f" {sorted(times)[len(times) // 2]:.2f} s, at most {max(times):.2f} s",
        flush=True,
    )
    return not (lost or doubled or unasked or faults)


def slowed(url, home, count) -> bool:
    path = in_site(url, A_POST).strip()
    head = f"POST {path}respond/ HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nbody=".encode()
    with served(url, home / "log") as site:
        slow = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(count)]
        for sender in slow:
            sender.sendall(head)
        time.sleep(1)
        times = []
        for _ in range(300):
            started = time.monotonic()
            assert site.browser().get(path).status == 200
            times.append(1000 * (time.monotonic() - started))
        for sender in slow:
            sender.close()
    times.sort()
    print(f"{count} slow senders: others wait {times[150]:.1f} ms, p99 {times[297]:.1f} ms")
    return times[297] < 500


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--restarts", type=int, default=6)
    options.add_argument("--slow", type=int, default=200)
    options = options.parse_args()
    os.environ.setdefault("SECRET_KEY", "for these measurements only, and it opens nothing else")
    with tempfile.TemporaryDirectory(prefix="soundoff-") as folder:
        home = Path(folder)
        well = [
            killed(f"sqlite:///{home}/killed.sqlite3", home, options.kills),
            restarted(options.restarts, home),
            slowed(f"sqlite:///{home}/slow.sqlite3", home, options.slow),
        ]
        with own_postgresql() as (_, url):
            well.append(killed(url, home, options.kills))
    return int(not all(well))


if __name__ == "__main__":
    sys.exit(main())
