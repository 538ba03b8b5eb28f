"""Commands of manage.py, each in its own process."""

import os
import subprocess
import sys

from tests.site_server import ROOT, TIMEOUT_SECONDS


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
