"""Signing in while many others do: a few password checks run at once, the others wait."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.test import Client

from accounts import password_checks
from accounts.password_checks import TooBusy, Turns
from tests.cast import mona

LONG = 20  # seconds; a test that waits so long has failed


def wait_until(condition):
    """Wait until a condition holds; fail when it takes too long."""
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def test_no_more_checks_run_at_once_than_there_are_turns():
    turns, running, most = Turns(at_once=2, waiting=10, wait_seconds=LONG), [], []

    def check(number):
        with turns.turn(f"network {number}"):
            running.append(number)
            most.append(len(running))
            time.sleep(0.01)
            running.remove(number)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(check, range(12)))
    assert len(most) == 12 and max(most) == 2


def test_a_check_waits_for_its_turn_and_then_runs():
    turns, begun, go_on = Turns(at_once=1, waiting=1, wait_seconds=LONG), Event(), Event()

    def slow():
        with turns.turn():
            begun.set()
            assert go_on.wait(LONG)

    def second():
        with turns.turn():
            return "checked"

    with ThreadPoolExecutor(2) as pool:
        pool.submit(slow)
        assert begun.wait(LONG)
        waiting = pool.submit(second)
        assert not waiting.done()
        go_on.set()
        assert waiting.result(LONG) == "checked"


@pytest.mark.parametrize(("waiting", "wait_seconds"), [(0, LONG), (1, 0.01)])
def test_a_check_that_would_wait_too_long_is_refused(waiting, wait_seconds):
    turns = Turns(at_once=1, waiting=waiting, wait_seconds=wait_seconds)
    with turns.turn(), pytest.raises(TooBusy), turns.turn():
        pass
    with turns.turn():  # a refusal leaves no turn and no place behind
        pass


def test_a_flood_of_tries_from_one_network_shuts_nobody_else_out():
    turns, begun, go_on, order = Turns(at_once=1, wait_seconds=LONG), Event(), Event(), []

    def check(network):
        try:
            with turns.turn(network):
                order.append(network)
                begun.set()
                assert go_on.wait(LONG)
        except TooBusy:
            return "refused"

    with ThreadPoolExecutor(31) as pool:
        flood = [pool.submit(check, "flood")]
        assert begun.wait(LONG)
        flood += [pool.submit(check, "flood") for _ in range(29)]
        wait_until(lambda: sum(try_.done() for try_ in flood) == 25)  # 1 runs and 4 wait
        other = pool.submit(check, "another")
        wait_until(lambda: other.done() or turns.waiting == 5)
        go_on.set()
    assert other.result() is None
    assert "another" in order[:3] and len(order) == 6


def test_a_network_without_a_place_gets_one_past_the_last():
    turns, begun, go_on = Turns(at_once=1, waiting=2, wait_seconds=LONG), Event(), Event()

    def check(network):
        with turns.turn(network):
            begun.set()
            assert go_on.wait(LONG)

    with ThreadPoolExecutor(4) as pool:
        pool.submit(check, "a")
        assert begun.wait(LONG)
        for count, network in enumerate(["a", "b", "c"], start=1):
            pool.submit(check, network)
            wait_until(lambda count=count: turns.waiting == count)
        with pytest.raises(TooBusy), turns.turn("c"):
            pass
        go_on.set()


@pytest.mark.django_db
def test_sign_in_says_when_to_retry_when_all_password_checks_are_busy(monkeypatch):
    mona()
    path = "/accounts/login/"
    monkeypatch.setattr(password_checks, "turns", Turns(at_once=1, waiting=0))
    words = {"login": "mona", "password": "a long password"}
    with password_checks.turns.turn():
        answer = Client().post(path, words)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "was not checked yet" in answer.text
        assert Client().get(path).status_code == 200
    assert Client().post(path, words).status_code == 302
