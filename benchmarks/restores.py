"""Many restores; the tests do the same on a small scale.

python -m benchmarks.restores [--pairs 20] [--kills 10] [--database sqlite]

Two restores at once, and restores killed (-9) at moments spread over their whole run. After each
the database and the media must be wholly those of the backup or wholly the earlier ones, and the
next command must leave nothing of the killed one. Ends with status 1 when one was not.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from tests.databases import postgresql_programs
from tests.fault_injection import own_postgresql
from tests.restores import (
    BACKED_UP,
    CHANGE,
    CHANGED,
    contents,
    filled,
    killed_after,
    restored_at_once,
    seconds_of_a_restore,
)


@contextmanager
def new_database(kind: str, home: Path):
    if kind == "postgresql":
        os.environ["PATH"] = os.pathsep.join([postgresql_programs(), os.environ["PATH"]])
        with own_postgresql() as (_, url):
            yield url
    else:
        yield f"sqlite:///{home}/soundoff.sqlite3"


def pairs_are_safe(site, backup, count: int) -> bool:
    """Run two restores at once, `count` times; print and return whether all went well."""
    ends, wrong = Counter(), 0
    for _ in range(count):
        site.in_site(CHANGE)
        answers = restored_at_once(site, backup)
        ends[tuple(sorted(status for status, _ in answers))] += 1
        clear = all(line.count("\n") <= 1 and "Traceback" not in line for _, line in answers)
        done = any(status == 0 for status, _ in answers)
        whole = held(site) == BACKED_UP and not site.leftovers()
        if not (clear and done and whole):
            wrong += 1
            print("  WRONG", answers, held(site), site.leftovers())
    print(f"  {count} times two restores at once: exit statuses {dict(ends)}, {wrong} wrong")
    return not wrong


def kills_are_safe(site, backup, count: int) -> bool:
    """Kill restores at this many moments; print and return whether all went well."""
    seconds, ends, wrong = seconds_of_a_restore(site, backup), Counter(), 0
    for turn in range(count):
        site.in_site(CHANGE)
        moment = seconds * (turn + 0.5) / count
        killed = killed_after(site, backup, moment)
        site.start("migrate", "--verbosity=0").wait()
        state = held(site)
        names = {str(BACKED_UP): "the backup", str(CHANGED): "as before"}
        end = names.get(str(state), "WRONG")
        ends[f"{'killed' if killed else 'had ended'}, then {end}"] += 1
        if end == "WRONG" or site.leftovers() or (not killed and end == "as before"):
            wrong += 1
            print(f"  WRONG after {moment:.2f} s: {state}, {site.leftovers()}")
        site.restore(backup).communicate()
        if held(site) != BACKED_UP:
            wrong += 1
            print(f"  WRONG: the restore after it left {held(site)}")
    print(f"  killed at {count} moments of {seconds:.1f} s: {dict(ends)}, {wrong} wrong")
    return not wrong


def held(site):
    """Return the content of the site, or the complaint about it."""
    try:
        return contents(site)
    except AssertionError as error:
        return str(error).strip().splitlines()[-1]


def tried(kind: str, options) -> bool:
    print(kind, flush=True)
    with tempfile.TemporaryDirectory(prefix="soundoff-") as folder:
        home = Path(folder)
        with new_database(kind, home) as url:
            site, backup = filled(url, home / "var", home / "backups")
            well = [
                pairs_are_safe(site, backup, options.pairs),
                kills_are_safe(site, backup, options.kills),
            ]
    return all(well)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pairs", type=int, default=20)
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--database", choices=["sqlite", "postgresql"])
    options = options.parse_args()
    os.environ.setdefault("SECRET_KEY", "for these measurements only, and it opens nothing else")
    kinds = [options.database] if options.database else ["sqlite", "postgresql"]
    return int(not all([tried(kind, options) for kind in kinds]))


if __name__ == "__main__":
    sys.exit(main())
