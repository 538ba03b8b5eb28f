"""Threads of the production server, one in each worker, that do something again and again."""

import logging
import time
from threading import Thread

from django.db import Error, connection

log = logging.getLogger(__name__)


def start_rounds(name: str, seconds: int, *steps):
    """Start a thread that calls `steps` in order, and then pauses for these seconds.

    It is a daemon, so the server does not wait for it when it stops: a step must be able to go on
    where another process was stopped.
    """
    Thread(target=_repeat, args=(name, seconds, steps), name=name, daemon=True).start()


def _repeat(name, seconds, steps):
    while True:
        time.sleep(seconds)
        for step in steps:
            _try(name, step)
            # The next step may need one that works, and others this one between two rounds.
            _try(name, connection.close)


def _try(name, step):
    """Call a step; an error is logged, and ends neither the round nor the thread."""
    try:
        step()
    except Error as error:
        log.warning("A round of %s waits: the database does not answer: %s", name, error)
    except Exception:
        log.exception("A step of the round of %s failed; the next one follows", name)
