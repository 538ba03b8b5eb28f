"""One lock for the commands that copy, replace or alter the whole site: backup, restore, migrate.

Two things are locked. The database: by an advisory lock on the PostgreSQL server, which several
machines may use, or by a locked file beside the SQLite file. The media: by a locked file beside
their folder, which two databases may share. The system releases each when its process ends, also
when it is killed.
"""

import fcntl
import json
import time
from collections.abc import Callable
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from blogsite.backup.site_data import media_folder, sqlite_file

# Seconds to try before giving up: a server takes a moment to see that a client was killed.
PATIENCE = 1

# Numbers of advisory locks in a PostgreSQL database: the first is ours, the second says for what.
OURS = int.from_bytes(b"soun")
WHOLE_SITE = 1
LAST_TRANSACTION = 2  # of a restore: it may outlive the process that was killed


class SiteIsBusy(Exception):
    """Another command is at work on the site; the message says which and since when."""


def database_lock(activity: str, on_wait: Callable[[str], None] | None = None):
    """Lock the database while the block runs.

    `activity` is what others are told: "backup", "restore" or "migration". `on_wait` is called
    with a sentence when somebody else holds the lock, and then it waits; without `on_wait` it
    raises SiteIsBusy.
    """
    if connection.vendor == "postgresql":
        return _held(ServerLock(activity), activity, on_wait)
    if file := sqlite_file():
        return _held(FileLock(file.with_name(f"{file.name}.lock")), activity, on_wait)
    return nullcontext()


def media_lock(activity: str, on_wait: Callable[[str], None] | None = None):
    """Lock the folder of the media while the block runs; see `database_lock`."""
    media = media_folder()
    return _held(FileLock(media.with_name(f"{media.name}.lock")), activity, on_wait)


@contextmanager
def _held(lock, activity, on_wait):
    with closing(lock):
        if not _taken_in_time(lock):
            holder, since = lock.holder()
            busy = f"A {holder} has been running since {since}" if holder else "Another is running"
            if on_wait is None:
                raise SiteIsBusy(f"{busy}. Try again when it has ended.")
            on_wait(f"{busy}. Waiting until it has ended.")
            lock.wait()
        lock.sign(activity)
        yield


def _taken_in_time(lock) -> bool:
    if lock.take():
        return True
    connection.close()  # a restore that is running wants a SQLite file that nobody else has open
    deadline = time.monotonic() + PATIENCE
    while not lock.take():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class FileLock:
    """A lock on a file, which stays: a lock file that is removed lets two in."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("a+")

    def take(self) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self):
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def sign(self, activity):
        self.file.truncate(0)
        json.dump([activity, _written(datetime.now(UTC))], self.file)
        self.file.flush()

    def holder(self) -> tuple[str, str]:
        self.file.seek(0)
        try:
            activity, since = json.load(self.file)
        except ValueError:  # just taken, and not signed yet
            return "", ""
        return activity, since

    def close(self):
        self.file.close()


class ServerLock:
    """An advisory lock of a transaction on a connection of its own.

    A lock of a session would be lost behind a pooler that shares connections between transactions.
    """

    def __init__(self, activity):
        self.connection = connection.copy()
        self.connection.set_autocommit(False)
        # Neither a time limit nor a vanished machine may leave the lock with the wrong one.
        self._ask("SET LOCAL idle_in_transaction_session_timeout = 0")
        self._ask("SET LOCAL lock_timeout = 0")
        self._ask("SET LOCAL statement_timeout = 0")
        self._ask("SET LOCAL tcp_keepalives_idle = 10")
        self._ask("SELECT set_config('application_name', %s, true)", f"soundoff {activity}")

    def take(self) -> bool:
        return self._ask("SELECT pg_try_advisory_xact_lock(%s, %s)", OURS, WHOLE_SITE)[0]

    def wait(self):
        self._ask("SELECT pg_advisory_xact_lock(%s, %s)", OURS, WHOLE_SITE)

    def sign(self, activity):
        """The server knows already: by the name of the connection and its start."""

    def holder(self) -> tuple[str, str]:
        row = self._ask(
            "SELECT application_name, xact_start FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            OURS,
            WHOLE_SITE,
        )
        if not row or not row[1]:
            return "", ""
        return row[0].removeprefix("soundoff "), _written(row[1])

    def close(self):
        self.connection.close()

    def _ask(self, statement, *parameters):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchone() if cursor.description else None


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
