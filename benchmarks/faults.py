"""Simulate failures against the running server; the tests do the same on a small scale.

    python -m benchmarks.faults [--kills 50] [--restarts 6] [--slow 200] [--races 200]
                                [--reporters 100] [--database sqlite]

A worker killed (-9) while people write; PostgreSQL stopped, as an upgrade and as a crash does it,
and started again; slow clients beside quick ones; a disk that runs full; two moderators at one
item; coordinated reporters. All on both databases, or on the given one. Prints what was
acknowledged, lost and doubled, and how long it took to serve again. Ends with status 1 when
anything was lost, doubled or corrupt, or took longer than it may.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from benchmarks.crowds import besieged, raced, sent_at_once, slowed
from tests.fault_injection import (
    AUDIT,
    CREATE_POST,
    MIGRATE,
    MODES,
    MountDenied,
    in_site,
    incompressible_bodies,
    own_postgresql,
    restart,
    small_disk,
    write_during,
    write_until_full,
)
from tests.site_server import site_server

BETWEEN = 3  # seconds; granian takes a worker that dies twice in five for broken
BACK_WITHIN = 2  # seconds, after a worker's death and after PostgreSQL's return


def killed(url, home, kills) -> bool:
    path, times = in_site(url, MIGRATE + CREATE_POST).strip() + "respond/", []
    with site_server(url, home / "log") as site:

        def kill():
            for _ in range(kills):
                time.sleep(BETWEEN)
                site.kill_worker()
                times.append(site.wait())

        sent = write_during(site, path, kill, pause=0)
    return summarize(f"{kills} workers killed", sent, in_site(url, AUDIT), times)


def restarted(restarts, home) -> bool:
    with own_postgresql() as (server, url):
        path, times = in_site(url, MIGRATE + CREATE_POST).strip() + "respond/", []
        with site_server(url, home / "log") as site:

            def stop_and_start():
                for turn in range(restarts):
                    times.append(restart(site, server, MODES[turn % 2]))

            sent = write_during(site, path, stop_and_start, pause=0)
        return summarize(f"{restarts} restarts of PostgreSQL", sent, in_site(url, AUDIT), times)


def summarize(label, sent, stored, times) -> bool:
    """Print the fate of the comments; return whether no comment was lost or doubled."""
    bodies, faults = json.loads(stored)
    lost, doubled = len(set(sent) - set(bodies)), len(bodies) - len(set(bodies))
    unasked = len(set(bodies) - set(sent))
    print(
        f"  {label:<32}{len(sent):>6} acknowledged {lost:>3} lost {doubled:>3} doubled"
        f" {unasked:>3} unasked {faults:>3} faults; serving again after"
        f" {sorted(times)[len(times) // 2]:.2f} s, at most {max(times):.2f} s",
        flush=True,
    )
    return not (lost or doubled or unasked or faults) and max(times) <= BACK_WITHIN


def filled(kind, home) -> bool:
    bodies = incompressible_bodies(2_000)
    try:
        with small_disk(kind) as disk:
            post = in_site(disk.url, MIGRATE + CREATE_POST).strip()
            with site_server(disk.url, home / "log") as site:
                assert site.answers(post)
                disk.fill(site)
                failed, answer = write_until_full(site, f"{post}respond/", bodies)
                reading = {site.browser().get(path).status for path in (post, "/")}
                disk.free(site)
                again = site.browser().comment(
                    f"{post}respond/", bodies[failed], key=UUID(int=failed)
                )
            stored = json.loads(in_site(disk.url, AUDIT)) == [
                sorted(bodies[: failed + 1]),
                0,
            ]
    except MountDenied:
        print("  a full disk: left out, for mounting is denied here")
        return True
    well = answer.status == 503 and bodies[failed] in answer.text and reading == {200}
    print(f"  a full disk: {failed} stored, then {answer.status}, reading {reading}, then", end=" ")
    print(f"{again.status}; {'exactly what was acknowledged is stored' if stored else 'DIFFERS'}")
    return well and stored and again.status == 303


@contextmanager
def new_site(kind, home):
    """Return the URL of a new database."""
    if kind == "postgresql":
        with own_postgresql() as (_, url):
            yield url
    else:
        with tempfile.TemporaryDirectory(dir=home) as folder:
            yield f"sqlite:///{folder}/soundoff.sqlite3"


def faced(kind, home, options) -> list[bool]:
    """Simulate every failure on one database; return for each whether all is well."""
    print(kind, flush=True)
    days = [
        (killed, options.kills),
        (slowed, options.slow),
        (raced, options.races),
        (besieged, options.reporters),
        (sent_at_once, 20),
    ]
    well = [filled(kind, home)]
    if kind == "postgresql":
        well.append(restarted(options.restarts, home))
    for day, count in days:
        with new_site(kind, home) as url:
            well.append(day(url, home, count))
    return well


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--restarts", type=int, default=6)
    options.add_argument("--slow", type=int, default=200)
    options.add_argument("--races", type=int, default=200)
    options.add_argument("--reporters", type=int, default=100)
    options.add_argument("--database", choices=["sqlite", "postgresql"])
    options = options.parse_args()
    os.environ.setdefault("SECRET_KEY", "for these measurements only, and it opens nothing else")
    kinds = [options.database] if options.database else ["sqlite", "postgresql"]
    with tempfile.TemporaryDirectory(prefix="soundoff-") as folder:
        well = [day for kind in kinds for day in faced(kind, Path(folder), options)]
    return int(not all(well))


if __name__ == "__main__":
    sys.exit(main())
