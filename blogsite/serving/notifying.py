"""A thread in each worker of the server that queues the mail to people who work here.

The mail worker sends it. Several workers queue each mail once: its state is locked. The thread also
asks for a training of the learned screening when its time has come.
"""

import logging
import threading
import time

from django.db import Error, connection

from moderation.learning.rounds import train_when_due
from moderation.notifying.rounds import notify_due

ROUND_SECONDS = 60  # pause between two rounds; what arrives waits as long as that anyway

log = logging.getLogger(__name__)


def start():
    """Start the thread; as a daemon, it does not keep a server from stopping."""
    threading.Thread(target=notify_forever, name="notifying", daemon=True).start()


def notify_forever():
    while True:
        time.sleep(ROUND_SECONDS)
        try:
            notify_due()
            train_when_due()
        except Error as error:
            log.warning("A round waits, because the database does not answer: %s", error)
        except Exception:
            log.exception("A round of notifying failed; the next one follows")
        finally:
            connection.close()  # others may need it between two rounds
