"""Everything, one after the other, and how busy the machine was: `python -m benchmarks [--quick]`.

An hour on two cores; `--quick` takes smaller counts, to see that it runs.
"""

import argparse
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime

ALL = {
    "page_views": ["--seconds", "5", "--runs", "5"],
    "languages": [],
    "posting --database postgresql": ["--seconds", "5", "--runs", "3"],
    "posting --database postgresql --learned": ["--seconds", "5", "--runs", "3"],
    "posting --database sqlite": ["--seconds", "5", "--runs", "3"],
    "news": ["--seconds", "5", "--runs", "5"],
    "api --database postgresql": [],
    "api --database sqlite": [],
    "api_calls --database postgresql": [],
    "api_calls --database sqlite": [],
    "recommending --database postgresql": [],
    "recommending --database sqlite": [],
    "writers --database postgresql": [],
    "writers --database sqlite": [],
    "importing": [],
    "moving_in": ["--runs", "3"],
    "queues --database postgresql": [],
    "queues --database sqlite": [],
    "figures --database postgresql": [],
    "figures --database sqlite": [],
    "million": [],
    "searching --database postgresql": [],
    "searching --database sqlite": [],
    "replaying --database postgresql": [],
    "replaying --database sqlite": [],
    "likeness --database postgresql": [],
    "likeness --database sqlite": [],
    "sanitizing": [],
    "learning": [],
    "fuzzing": [],
    "starting": [],
    "starting --learned": [],
    "faults": [],
    "failover": ["--runs", "1"],
    "mailing --database postgresql": [],
    "mailing --database sqlite": [],
    "mixed_acts --database postgresql": [],
    "mixed_acts --database sqlite": [],
    "restores": [],
    "rolling": [],
    "migrating": [],
    "fitting": [],
}
QUICK = {
    "page_views": ["--seconds", "1", "--runs", "1"],
    "languages": ["--seconds", "1", "--runs", "2"],
    "posting": ["--seconds", "1", "--runs", "1"],
    "news": ["--seconds", "1", "--runs", "1"],
    "api": ["--seconds", "1", "--runs", "1"],
    "api_calls": ["--calls", "100"],
    "recommending": ["--clicks", "100", "--seconds", "6"],
    "writers": ["--acts", "50"],
    "migrating": ["--comments", "10000", "--seconds", "2"],
    "importing": ["--comments", "2000", "--posts", "20"],
    "moving_in": ["--posts", "50", "--pictures", "100", "--comments", "500"],
    "queues": ["--items", "2000"],
    "figures": ["--comments", "20000", "--runs", "2"],
    "million": ["--comments", "5000", "--posts", "500", "--largest", "1000", "--runs", "1"],
    "searching": ["--comments", "2000", "--runs", "2"],
    "replaying": ["--comments", "2000"],
    "likeness": ["--comments", "2000", "--runs", "20"],
    "starting": ["--runs", "1"],
    "fuzzing": ["200"],
    "faults": ["--kills", "4", "--restarts", "2", "--races", "10", "--reporters", "10"],
    "failover": ["--runs", "1", "--seconds", "1", "--only", "^sync"],
    "mailing": ["--mails", "200"],
    "mixed_acts": ["--acts", "100", "--seeds", "1"],
    "restores": ["--pairs", "2", "--kills", "2"],
    "fitting": ["de"],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, {platform.platform()}")
    failed = []
    for name, options in ALL.items():
        module, *rest = name.split()
        load = os.getloadavg()[0]
        print(f"\n== {name} (load average before: {load:.1f})", flush=True)
        options = QUICK.get(module, []) if quick else options
        command = [sys.executable, "-m", f"benchmarks.{module}", *rest, *options]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll of them ran.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
