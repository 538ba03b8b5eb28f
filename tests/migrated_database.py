"""The database of the migrations, made once a run: each worker's tests and each new site copy it.

Migrating takes seven seconds of a processor, copying a tenth of one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from fasteners import InterProcessLock

from tests.site_server import ROOT

# Set by the process that began the run and inherited by its workers; the database on PostgreSQL.
NAME = "TEST_MIGRATED_DATABASE"


class MigratedDatabase:
    """The migrated database of this run; `folder` is the one that all its workers share."""

    def __init__(self, folder: Path):
        self.folder, self.is_made = folder, folder / "migrated"

    def copy_to(self, url: str):
        """Put a copy of the migrated database at `url`, in the place of what is there."""
        with InterProcessLock(self.folder / "migrated.lock"):
            if not self.is_made.exists():
                self._migrate(url)
                self.is_made.touch()
        if url.startswith("sqlite"):
            shutil.copyfile(self._file, url.removeprefix("sqlite:///"))
        else:
            create_database(url, template=os.environ[NAME])

    @property
    def _file(self) -> Path:
        return self.folder / "migrated.sqlite3"

    def _migrate(self, url):
        """Migrate a new database where `url` is: a SQLite file or a server."""
        if url.startswith("sqlite"):
            migrated = f"sqlite:///{self._file}"
        else:
            migrated = urlsplit(url)._replace(path=f"/{os.environ[NAME]}").geturl()
            create_database(migrated)
        environment = {"DATABASE_URL": migrated, "VAR_DIR": str(self.folder / "migrated-var")}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, cwd=ROOT, env=os.environ | environment, check=True)


def create_database(url, template="template1"):
    """Create the PostgreSQL database at `url`; one that a killed run left there goes first."""
    drop_database(url)
    with on_server(url) as server:
        server.execute(f'CREATE DATABASE "{database_name(url)}" TEMPLATE "{template}"')


def drop_database(url):
    """Drop the PostgreSQL database at `url` and end whatever still uses it, such as a server."""
    with on_server(url) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{database_name(url)}" WITH (FORCE)')


def on_server(url) -> psycopg.Connection:
    """Connect to the server of `url`, to a database that is always there."""
    return psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True)


def database_name(url) -> str:
    return urlsplit(url).path.lstrip("/")
