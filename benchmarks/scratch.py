"""A migrated database for one measurement, deleted afterwards."""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_database(kind: str):
    """Put DATABASE_URL on a new `sqlite` file or `postgresql` server while the block runs.

    Call it before Django reads its settings.
    """
    with tempfile.TemporaryDirectory(prefix="soundoff-") as home:
        server = None
        if kind == "postgresql":
            from tests.databases import start_server

            server = start_server(Path(home))
            server.psql("CREATE DATABASE soundoff")
            url = server.get_uri(database="soundoff")
        else:
            url = f"sqlite:///{home}/soundoff.sqlite3"
        os.environ["DATABASE_URL"] = url
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], check=True)
        try:
            yield url
        finally:
            if server:
                server.cleanup()
