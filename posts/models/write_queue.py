"""A queue for writers to SQLite, which has one writer at a time and no queue of its own.

A writer that finds the database locked sleeps and tries again, longer each time, so that later
writers overtake it. Here the threads of a process wait in the order in which they came, and only
the first of them waits for other processes, which take turns.
"""

import errno
import fcntl
import os
import threading
import time
from collections import deque
from contextlib import contextmanager, nullcontext
from functools import cache

from django.db import OperationalError, connections

TIMEOUT_SECONDS = 20  # the same as SQLite's own timeout
POLL_SECONDS = 0.001
NEXT, WRITING = 0, 1  # bytes of the lock file


class ProcessQueue:
    """The processes that want to write to one database, one thread of each at a time.

    Two bytes of a file are locked: by the process that writes, and by the next one. A process that
    wants to write again comes after the one that waits already.
    """

    def __init__(self, path: str):
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def turn(self):
        """Wait for this process's turn, and hold it for a `with` block.

        Raise OperationalError after TIMEOUT_SECONDS. A process that ends loses its turn.
        """
        deadline = time.monotonic() + TIMEOUT_SECONDS
        self._lock(NEXT, deadline)
        try:
            self._lock(WRITING, deadline)
        finally:
            self._unlock(NEXT)
        try:
            yield
        finally:
            self._unlock(WRITING)

    def _lock(self, byte, deadline):
        while not self._try_lock(byte):
            if time.monotonic() > deadline:
                raise OperationalError("database is locked")
            time.sleep(POLL_SECONDS)

    def _unlock(self, byte):
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, byte)

    def _try_lock(self, byte):
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                return False
            raise
        return True


class WriteQueue:
    """The threads of this process that want to write to one database, first come, first served.

    The first of them also waits in `processes`, if there is one.
    """

    def __init__(self, processes: ProcessQueue | None = None):
        self._processes = processes
        self._changing = threading.Lock()
        self._waiting = deque()  # an event for each thread; the first of them has its turn
        self._holder = threading.local()

    @contextmanager
    def turn(self):
        """Wait for this thread's turn, and hold it for a `with` block, which may be nested.

        Raise OperationalError after TIMEOUT_SECONDS.
        """
        if vars(self._holder).get("has_turn"):
            yield
            return
        event = self._join()
        try:
            if not event.wait(TIMEOUT_SECONDS):
                raise OperationalError("database is locked")
            with self._processes.turn() if self._processes else nullcontext():
                self._holder.has_turn = True
                yield
        finally:
            self._holder.has_turn = False
            self._leave(event)

    def _join(self):
        with self._changing:
            self._waiting.append(event := threading.Event())
            self._waiting[0].set()
        return event

    def _leave(self, event):
        with self._changing:
            self._waiting.remove(event)
            if self._waiting:
                self._waiting[0].set()


@cache
def queue_of(database: str, is_file: bool) -> WriteQueue:
    """Return the queue of a database by its name; a database in memory has no other process."""
    return WriteQueue(ProcessQueue(f"{database}-writers") if is_file else None)


@contextmanager
def queue_for_writing(alias: str):
    """Wait for this thread's turn, if the database has no queue of its own.

    A thread in a transaction does not wait: it holds SQLite's lock already.
    """
    connection = connections[alias]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    is_file = not connection.is_in_memory_db()
    with queue_of(str(connection.settings_dict["NAME"]), is_file).turn():
        yield
