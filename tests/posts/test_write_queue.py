"""Writers to SQLite wait in the order in which they came, and not for ever."""

import subprocess
import sys
import threading

import pytest
from django.db import OperationalError

from posts.models import write_queue
from posts.models.write_queue import NEXT, ProcessQueue, WriteQueue

# Another process waits for its turn, and says when it has it.
OTHER_PROCESS = """
import runpy, sys, time
queue = runpy.run_path(sys.argv[1])["ProcessQueue"](sys.argv[2])
with queue.turn():
    print("the other process", flush=True)
"""


def waiting_threads(queue, count, done):
    """Start threads one after the other, each once the one before it waits; return them."""
    threads = []
    for number in range(count):

        def act(number=number):
            with queue.turn():
                done.append(number)

        threads.append(threading.Thread(target=act))
        threads[-1].start()
        while len(queue._waiting) < number + 2:  # the holder of the turn is the first
            pass
    return threads


def test_writers_have_their_turns_in_the_order_in_which_they_came():
    queue, done = WriteQueue(), []
    with queue.turn():
        threads = waiting_threads(queue, 8, done)
        assert done == []
    for thread in threads:
        thread.join()
    assert done == list(range(8))


def test_a_writer_that_has_the_turn_does_not_wait_for_itself():
    queue = WriteQueue()
    with queue.turn(), queue.turn():
        pass
    assert not queue._waiting


def test_a_writer_that_waits_too_long_gives_up_and_keeps_nobody_waiting(monkeypatch):
    monkeypatch.setattr(write_queue, "TIMEOUT_SECONDS", 0.05)
    queue, errors, done = WriteQueue(), [], []

    def act():
        try:
            with queue.turn():
                done.append("written")
        except OperationalError as error:
            errors.append(str(error))

    with queue.turn():
        thread = threading.Thread(target=act)
        thread.start()
        thread.join()
    assert errors == ["database is locked"]
    act()
    assert done == ["written"]


def test_a_writer_that_fails_hands_the_turn_on():
    queue = WriteQueue()
    with pytest.raises(ValueError), queue.turn():
        raise ValueError
    with queue.turn():
        pass
    assert not queue._waiting


def other_process(path):
    """Start another process that wants to write, and return it when it waits for its turn."""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, write_queue.__file__, path],
        stdout=subprocess.PIPE,
        text=True,
    )
    watcher = ProcessQueue(path)
    while watcher._try_lock(NEXT):
        watcher._unlock(NEXT)
        assert process.poll() is None
    return process


def test_a_process_that_waits_comes_before_one_that_writes_again(tmp_path):
    path = str(tmp_path / "writers")
    queue = WriteQueue(ProcessQueue(path))
    with queue.turn():
        process = other_process(path)
    with queue.turn(), process:
        assert process.communicate(timeout=20)[0] == "the other process\n"


def test_a_process_that_is_killed_while_it_waits_keeps_nobody_waiting(tmp_path):
    path = str(tmp_path / "writers")
    queue = WriteQueue(ProcessQueue(path))
    with queue.turn(), other_process(path) as process:
        process.kill()
    with queue.turn():
        pass


def test_a_writer_gives_up_when_another_process_writes_too_long(tmp_path, monkeypatch):
    path = str(tmp_path / "writers")
    with ProcessQueue(path).turn():
        process = other_process(path)
        monkeypatch.setattr(write_queue, "TIMEOUT_SECONDS", 0.05)
        queue = WriteQueue(ProcessQueue(path))
        with pytest.raises(OperationalError, match="database is locked"), queue.turn():
            pass
    with process:
        assert process.communicate(timeout=20)[0] == "the other process\n"
