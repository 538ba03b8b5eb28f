"""A queue for writers to SQLite, which has one writer at a time and no queue of its own.

A writer that meets another one sleeps and tries again, longer each time, so that those who came
later overtake it. Here the threads of a process wait in the order in which they came, and only the
first of them tries.
"""

import threading
from collections import deque
from contextlib import contextmanager

from django.db import OperationalError, connections

TIMEOUT_SECONDS = 20  # as long as SQLite itself waits


class WriteQueue:
    """The threads of this process that want to write to one database, first come, first served."""

    def __init__(self):
        self._changing = threading.Lock()
        self._waiting = deque()  # an event for each thread; the first of them has its turn
        self._holder = threading.local()

    @contextmanager
    def turn(self):
        """Wait for this thread's turn, and hold it for a `with` block, also a nested one.

        Raise OperationalError after TIMEOUT_SECONDS.
        """
        if vars(self._holder).get("has_turn"):
            yield
            return
        event = self._join()
        try:
            if not event.wait(TIMEOUT_SECONDS):
                raise OperationalError("database is locked")
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


SQLITE_QUEUE = WriteQueue()


@contextmanager
def queue_for_writing(alias: str):
    """Wait for the turn of this thread, where the database has no queue of its own.

    A thread that is in a transaction already does not wait: it holds SQLite's lock.
    """
    connection = connections[alias]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with SQLITE_QUEUE.turn():
        yield
