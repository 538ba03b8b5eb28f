"""A thread in each worker of the server that tells webhooks what has happened.

Apart from the others: receivers may be slow.
"""

import logging
import threading
import time

from django.db import Error, connection

from blogsite.webhooks.queueing import queue_due
from blogsite.webhooks.sending import send_due

ROUND_SECONDS = 10  # pause between two rounds; each is two queries where nothing is to be sent

log = logging.getLogger(__name__)


def start():
    """Start the thread; as a daemon, it does not keep a server from stopping."""
    threading.Thread(target=send_forever, name="webhooks", daemon=True).start()


def send_forever():
    while True:
        time.sleep(ROUND_SECONDS)
        try:
            queue_due()
            send_due()
        except Error as error:
            log.warning("Webhooks wait, because the database does not answer: %s", error)
        except Exception:
            log.exception("A round of webhooks failed; the next one follows")
        finally:
            connection.close()  # others may need it between two rounds
