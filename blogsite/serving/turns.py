"""Decide which process of a machine runs tasks: one works, and another one may wait for it.

Two locked files show that. Each is released when its process ends, even if it is killed.
"""

import fcntl
import os
import secrets
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path

STOP_SECONDS = 5


@contextmanager
def turn(folder: Path):
    """Wait for the end of the working process; yield whether this one works then.

    Yields False if another process is waiting already: it will find the same tasks.
    """
    with open_lock(folder, "waiting") as waiting, open_lock(folder, "working") as working:
        if not try_lock(waiting):
            yield False
            return
        fcntl.flock(working, fcntl.LOCK_EX)
        working.truncate(0)
        working.write(str(os.getpid()))
        working.flush()
        fcntl.flock(waiting, fcntl.LOCK_UN)
        yield True


def folder_id(folder: Path) -> str:
    """Return the random name of a folder of locks, created by the working process.

    The name of the machine would not do: a new container has another one, and the same folder.
    """
    file = folder / "tasks-folder-id"
    if not file.exists():
        file.write_text(secrets.token_hex(8))
    return file.read_text()


def is_awaited(folder: Path) -> bool:
    """Return whether a process waits for its turn."""
    with open_lock(folder, "waiting") as waiting:
        return not try_lock(waiting)


def stop(folder: Path):
    """End the working process; it has STOP_SECONDS to finish its task."""
    with open_lock(folder, "working") as working:
        if try_lock(working):
            return
        pid = working.read().strip()
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, ValueError):
                os.kill(int(pid), number)
            if lock_in_time(working):
                return


def open_lock(folder: Path, name: str):
    """Open the file of a lock; it is never removed, or two processes could lock it."""
    file = (folder / f"tasks-{name}.lock").open("a+")
    file.seek(0)
    return file


def try_lock(file) -> bool:
    """Lock a file until it is closed; return whether that was possible."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock_in_time(file) -> bool:
    """Return whether a file could be locked within STOP_SECONDS."""
    deadline = time.monotonic() + STOP_SECONDS
    while not try_lock(file):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
