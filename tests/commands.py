"""manage.py as somebody calls it: a process of its own, and what it says."""

import os
import subprocess
import sys

from tests.site_server import ROOT, TIMEOUT_SECONDS


def manage(database_url, *words, typed=None) -> subprocess.CompletedProcess:
    """Run a command on a database; what is typed goes to it, and nobody sits there without."""
    asked = {"input": typed} if typed is not None else {"stdin": subprocess.DEVNULL}
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        **asked,
    )
