"""Mail worker: a thread in each worker of the production server that sends the waiting mail."""

import logging
import threading
import time

from django.db import Error, connection

from accounts.mail import delivery

ROUND_SECONDS = 10  # pause between two rounds; each is one query

log = logging.getLogger(__name__)


def start():
    """Start the thread.

    It is a daemon, so the server does not wait for it when it stops. A message that it holds then
    counts as not sent, and goes out with a later round.
    """
    threading.Thread(target=send_forever, name="mail_worker", daemon=True).start()


def send_forever():
    while True:
        time.sleep(ROUND_SECONDS)
        try:
            send_due()
        except Error as error:
            log.warning("Mail waits, because the database does not answer: %s", error)
        except Exception:
            log.exception("A round of sending mail failed; the next one follows")


def send_due():
    """Send all that is due."""
    try:
        delivery.send_due()
    finally:
        connection.close()  # others may need it between two rounds
