"""Lock the site for the commands that copy, replace or alter all of it: backup, restore, migrate.

There are two locks. For the database: an advisory lock on the PostgreSQL server, which several
machines may use, or a locked file beside the SQLite file. For the media: a locked file beside their
folder, which two databases may share. Each is released when its process ends, even if it is killed.

Imports have their own lock, so that one runs at a time; a backup may run meanwhile.
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

# A server takes a moment to notice that a client was killed.
LOCK_TIMEOUT_SECONDS = 1

# A PostgreSQL advisory lock has two numbers: this project's, and that of the lock.
LOCK_NAMESPACE = int.from_bytes(b"soun")
SITE_LOCK = 1
RESTORE_TRANSACTION_LOCK = 2  # held to the end of the transaction, which may outlive its process
IMPORT_LOCK = 3
HOLDERS = (
    "SELECT application_name, xact_start FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class SiteIsBusy(Exception):
    """Another command has locked the site; the message says which one and since when."""


def database_lock(activity: str, on_wait: Callable[[str], None] | None = None):
    """Lock the database while the block runs.

    `activity` is "backup", "restore" or "migration", for other commands to report. If another
    command holds the lock, call `on_wait` with a sentence and wait; without `on_wait` raise
    SiteIsBusy.
    """
    lock = _lock_of_database(activity, SITE_LOCK, "lock")
    return _hold(lock, activity, on_wait) if lock else nullcontext()


def import_lock():
    """Lock the database against other imports while the block runs. Raise SiteIsBusy."""
    lock = _lock_of_database("import", IMPORT_LOCK, "import-lock")
    return _hold(lock, "import", None) if lock else nullcontext()


def activity_of_database() -> str:
    """Return which command holds `database_lock`: "backup", "restore", "migration", or "" if none
    does or if it has only just begun.
    """
    lock = _lock_of_database("migration", SITE_LOCK, "lock")
    if lock is None:
        return ""
    with closing(lock):
        return "" if lock.acquire() else lock.holder()[0]


def import_is_running() -> bool:
    """Return whether a process holds `import_lock`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS ({HOLDERS})", [LOCK_NAMESPACE, IMPORT_LOCK])
            return cursor.fetchone()[0]
    lock = _lock_of_database("import", IMPORT_LOCK, "import-lock")
    if lock is None:
        return False
    with closing(lock):
        return not lock.acquire()


def _lock_of_database(activity, number, suffix):
    """Return one of the locks of the database; None for a database in memory, which has none."""
    if connection.vendor == "postgresql":
        return ServerLock(activity, number)
    file = sqlite_file()
    return FileLock(file.with_name(f"{file.name}.{suffix}")) if file else None


def media_lock(activity: str, on_wait: Callable[[str], None] | None = None):
    """Lock the folder of the media while the block runs; see `database_lock`."""
    media = media_folder()
    return _hold(FileLock(media.with_name(f"{media.name}.lock")), activity, on_wait)


@contextmanager
def _hold(lock, activity, on_wait):
    with closing(lock):
        if not _acquire_in_time(lock):
            holder, since = lock.holder()
            article = "An" if holder[:1] in "aeiou" else "A"
            busy = f"{article} {holder} has been running since {since}"
            busy = busy if holder else "Another is running"
            if on_wait is None:
                raise SiteIsBusy(f"{busy}. Try again when it has ended.")
            on_wait(f"{busy}. Waiting until it has ended.")
            lock.wait()
        lock.write_holder(activity)
        yield


def _acquire_in_time(lock) -> bool:
    """Return whether the lock was acquired within LOCK_TIMEOUT_SECONDS."""
    if lock.acquire():
        return True
    if connection.vendor == "sqlite":  # a running restore needs the file closed everywhere else
        connection.close()
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while not lock.acquire():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class FileLock:
    """A lock on a file. The file is never removed: two processes could then lock it."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("a+")

    def acquire(self) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self):
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def write_holder(self, activity):
        self.file.truncate(0)
        json.dump([activity, _in_utc(datetime.now(UTC))], self.file)
        self.file.flush()

    def holder(self) -> tuple[str, str]:
        self.file.seek(0)
        try:
            activity, since = json.load(self.file)
        except ValueError:  # just acquired, and the holder not written yet
            return "", ""
        return activity, since

    def close(self):
        self.file.close()


class ServerLock:
    """A transaction's advisory lock in PostgreSQL, on a connection of its own.

    A session-level lock would be lost behind a pooler that shares connections between transactions.
    """

    def __init__(self, activity, number):
        self.number = number
        self.connection = connection.copy()
        # With bound parameters, the last query's snapshot stays until the transaction ends, and a
        # migration that adds an index concurrently would wait for it for ever.
        self.connection.settings_dict["OPTIONS"]["server_side_binding"] = False
        # A pool's connections use bound parameters
        self.connection.settings_dict["OPTIONS"].pop("pool", None)
        self.connection.set_autocommit(False)
        # No time limit may release the lock early, and a vanished machine must not hold it forever.
        self._query("SET LOCAL idle_in_transaction_session_timeout = 0")
        self._query("SET LOCAL lock_timeout = 0")
        self._query("SET LOCAL statement_timeout = 0")
        self._query("SET LOCAL tcp_keepalives_idle = 10")
        self._query("SELECT set_config('application_name', %s, true)", f"soundoff {activity}")

    def acquire(self) -> bool:
        return self._query("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_NAMESPACE, self.number)[
            0
        ]

    def wait(self):
        self._query("SELECT pg_advisory_xact_lock(%s, %s)", LOCK_NAMESPACE, self.number)

    def write_holder(self, activity):
        """Do nothing: the server knows the connection's name and start."""

    def holder(self) -> tuple[str, str]:
        row = self._query(HOLDERS, LOCK_NAMESPACE, self.number)
        if not row or not row[1]:
            return "", ""
        return row[0].removeprefix("soundoff "), _in_utc(row[1])

    def close(self):
        self.connection.close()

    def _query(self, statement, *parameters):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchone() if cursor.description else None


def _in_utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
