"""Commands of manage.py in processes of their own."""

import json
import os
import subprocess
import sys

from tests.site_server import ROOT, TIMEOUT_SECONDS

# Runs each of the commands that it reads, with its environment; prints how each ended, what it
# printed and complained.
IN_TURN = """
import contextlib, io, json, os, sys
import manage
inherited = dict(os.environ)
for words, environment in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(inherited | environment)
    out, complaints, sys.argv = io.StringIO(), io.StringIO(), ["manage.py", *words]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(complaints):
        try:
            end = manage.main()
        except SystemExit as exit:
            end = exit.code
            if isinstance(end, str):
                print(end, file=sys.stderr)
                end = 1
    print(json.dumps([words, end or 0, out.getvalue(), complaints.getvalue()]))
"""


def manage(database_url, *words, typed=None, **environment) -> subprocess.CompletedProcess:
    """Run a command on a database; `typed` is its input, without which it gets none."""
    stdin = {"input": typed} if typed is not None else {"stdin": subprocess.DEVNULL}
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url} | environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        **stdin,
    )


def manage_in_turn(database_url, commands) -> list[subprocess.CompletedProcess]:
    """Run commands one after the other in one process, since each would start for a second."""
    return in_turn(database_url, [(words, {}) for words in commands])


def manage_in_environments(words, environments) -> list[subprocess.CompletedProcess]:
    """Run one command in environments that are to stop it, one after the other in one process."""
    return in_turn("sqlite://:memory:", [(words, environment) for environment in environments])


def in_turn(database_url, commands) -> list[subprocess.CompletedProcess]:
    done = subprocess.run(
        [sys.executable, "-c", IN_TURN],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url},
        input=json.dumps([([str(word) for word in words], env) for words, env in commands]),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=True,
    )
    ends = [subprocess.CompletedProcess(*json.loads(line)) for line in done.stdout.splitlines()]
    assert len(ends) == len(commands)
    return ends
