"""Who takes out the letters that wait: a thread in each worker of the production server, so that
no answer waits for a mail server, and nothing else has to be started.
"""

import logging
import threading
import time

from django.db import Error, connection

from moderation.models import Notice

BETWEEN_ROUNDS = 10  # seconds, each one question to the database

log = logging.getLogger(__name__)


def begin():
    # A daemon: the end of the server does not wait for it either. A letter that it holds then
    # counts as forgotten, and goes with another.
    threading.Thread(target=go_round, name="postman", daemon=True).start()


def go_round():
    while True:
        time.sleep(BETWEEN_ROUNDS)
        try:
            take_out()
        except Error as error:
            log.warning("Letters wait, for the database does not serve: %s", error)
        except Exception:
            log.exception("A round ended early; the next goes all the same")


def take_out():
    try:
        Notice.objects.send_due()
    finally:
        connection.close()  # between rounds others may have it
