"""The database of the migrations, which each worker's tests and each new site copy; and those of
earlier releases with their rows, migrated.

Migrating takes twelve seconds of a processor, copying a tenth of one. So the environment stores
what the migrations made, as SQLite files and as the folder of a PostgreSQL server, under a digest
of all that makes them: a run whose migrations were run before migrates nothing.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from fasteners import InterProcessLock

from tests.releases import migration_files, release_files
from tests.site_server import ROOT

# The migrated database on PostgreSQL, set by the process that began the run for its workers.
NAME = "TEST_MIGRATED_DATABASE"
OF_OWN_SERVER = "migrated"

STORED = Path(sys.prefix) / "migrated-databases"
STORED_AT_MOST = 4  # of each kind, a server being 50 MB: other branches have other migrations

# Of the blog that a migration makes. In UTC, a wrong time zone would pass for the right one.
TIME_ZONE = "America/New_York"

# Beside the migrations: what they import and what runs them, which apps there are, the versions of
# all others, and the earlier releases.
FILES = (
    *("accounts/migration_operations.py", "posts/slugs.py", "blogsite/settings.py"),
    *("blogsite/management/commands/migrate.py", "requirements.txt", "requirements-dev.txt"),
    *("tests/migrated_database.py", "tests/releases.py"),
)

# Makes a database as an earlier release made it; for a new one.
MAKE_RELEASE = """
import json
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.releases import last_migrations, load
release = json.loads(open({path!r}).read())
MigrationExecutor(connection).migrate(last_migrations(release["migrations"]))
load(release)
"""


def copy_migrated(url: str, folder: Path):
    """Put a copy of the migrated database at `url`, in the place of what is there.

    `folder` is that of the run, which all its workers share.
    """
    if url.startswith("sqlite"):
        shutil.copyfile(stored_file(), url.removeprefix("sqlite:///"))
        return
    if os.environ[NAME] != OF_OWN_SERVER:
        migrate_once(urlsplit(url)._replace(path=f"/{os.environ[NAME]}").geturl(), folder)
    create_database(url, template=os.environ[NAME])


def migrate_once(url: str, folder: Path):
    """Migrate a database of a server that is not ours, unless another worker of the run has."""
    is_made = folder / "migrated"
    with InterProcessLock(folder / "migrated.lock"):
        if not is_made.exists():
            create_database(url)
            migrate(url, folder / "migrated-var")
            is_made.touch()


def migrate(url: str, var: Path):
    manage(url, var, "migrate", "--verbosity=0")


def manage(url: str, var: Path, *words: str):
    environment = {"DATABASE_URL": url, "VAR_DIR": str(var), "TIME_ZONE": TIME_ZONE}
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)


def copy_release(release: Path, url: str, folder: Path):
    """Make a database at `url` that an earlier release has made and that was migrated since.

    `release` is its file in fixtures/releases/; `folder` is one that may be used.
    """
    if url.startswith("sqlite"):
        file = stored(f"sqlite3-of-{release.stem}", partial(make_file_of_release, release))
        shutil.copyfile(file, url.removeprefix("sqlite:///"))
    elif os.environ[NAME] == OF_OWN_SERVER:
        create_database(url, template=name_of_release(release))
    else:
        create_database(url)
        migrate_release(release, url, folder)


def migrate_release(release: Path, url: str, var: Path):
    manage(url, var, "shell", "--no-imports", "-c", MAKE_RELEASE.format(path=str(release)))
    migrate(url, var)


def name_of_release(release: Path) -> str:
    """Return the name of the migrated database of a release on a PostgreSQL server of ours."""
    return f"release_{release.stem.replace('.', '_')}"


# What is stored in the environment


def stored_file() -> Path:
    """Return the migrated SQLite file; the first to ask makes it."""
    return stored("sqlite3", make_file)


def stored_cluster() -> Path:
    """Return the folder of a stopped PostgreSQL server with the database `migrated`."""
    return stored("postgresql", make_cluster)


def stored(kind: str, make: Callable[[Path, Path], None]) -> Path:
    """Return the file or folder of this kind; `make` is called with its path and a folder to use,
    when there is none of these migrations.
    """
    STORED.mkdir(exist_ok=True)
    path = STORED / f"{digest_of_migrations()}.{kind}"
    with InterProcessLock(STORED / f"{kind}.lock"):
        if not path.exists():
            with tempfile.TemporaryDirectory(prefix="soundoff-") as folder:
                draft = STORED / f"draft.{kind}"
                remove(draft)  # that a killed run left
                make(draft, Path(folder))
            remove_unused(kind)
            draft.rename(path)
        path.touch()
    return path


@cache
def digest_of_migrations() -> str:
    """Return a digest of all that a migrated database follows from."""
    of_all = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for path in [*migration_files().values(), *release_files(), *(ROOT / name for name in FILES)]:
        of_all.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return of_all.hexdigest()[:32]


def remove_unused(kind: str):
    """Remove those of a kind that were not used for the longest time."""
    newest = sorted(STORED.glob(f"*.{kind}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest[STORED_AT_MOST - 1 :]:
        remove(path)


def remove(path: Path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def make_file(draft: Path, folder: Path):
    migrate(f"sqlite:///{folder}/migrated.sqlite3", folder / "var")
    shutil.copyfile(folder / "migrated.sqlite3", draft)


def make_file_of_release(release: Path, draft: Path, folder: Path):
    migrate_release(release, f"sqlite:///{folder}/release.sqlite3", folder / "var")
    shutil.copyfile(folder / "release.sqlite3", draft)


def make_cluster(draft: Path, folder: Path):
    from tests.databases import start_server

    server = start_server(folder, cleanup_mode="stop")
    try:
        server.psql(f"CREATE DATABASE {OF_OWN_SERVER}")
        migrate(server.get_uri(database=OF_OWN_SERVER), folder / "var")
        for release in release_files():
            name = name_of_release(release)
            server.psql(f"CREATE DATABASE {name}")
            migrate_release(release, server.get_uri(database=name), folder / "var")
    finally:
        server.cleanup()
    copy_cluster(folder / "data", draft)


def copy_cluster(folder: Path, copy: Path):
    """Copy the folder of a PostgreSQL server that is stopped, with its owner."""
    subprocess.run(["cp", "-a", folder, copy], check=True)
    for name in ("log", ".handle_pids.json"):
        (copy / name).unlink(missing_ok=True)


# Databases of a PostgreSQL server


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
