"""Writers to SQLite wait in the order in which they came, and not for ever."""

import threading

import pytest
from django.db import OperationalError

from posts.models import write_queue
from posts.models.write_queue import WriteQueue


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
