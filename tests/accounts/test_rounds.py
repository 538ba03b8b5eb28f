"""What the server does again and again goes on after errors."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from accounts import rounds

pytestmark = pytest.mark.one_database


class Ended(BaseException):
    """Ends the thread of a test."""


def lose_the_database():
    """Make the connection of this thread one that cannot even be closed."""

    def close():
        raise OperationalError

    connection.close = close
    raise OperationalError


def test_an_error_keeps_no_other_step_and_no_later_round_from_running(caplog):
    begun, calls = [], []

    def fail():
        begun.append("a round")
        raise Ended if len(begun) > 3 else ValueError

    def count():
        calls.append("a call")

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(rounds._repeat, "counting", 0, [fail, lose_the_database, count])
        with pytest.raises(Ended):
            running.result()
    assert len(calls) == 3
    assert "A step of the round of counting failed" in caplog.text
    assert "the database does not answer" in caplog.text
