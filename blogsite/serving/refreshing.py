"""A thread in each worker of the server for what falls due by the clock.

It gives posts with changed counts a new version, and queues the mail about new posts.

Apart from the mail worker's, which may wait for a slow mail server.
"""

import logging
import threading
import time

from django.db import Error, connection

from comments.models import CountRefresh
from posts.announcing import announce_due

ROUND_SECONDS = 10  # pause between two rounds; each is two queries

log = logging.getLogger(__name__)


def start():
    """Start the thread; as a daemon, it does not keep a server from stopping."""
    threading.Thread(target=refresh_forever, name="refreshing", daemon=True).start()


def refresh_forever():
    while True:
        time.sleep(ROUND_SECONDS)
        try:
            CountRefresh.objects.run()
            announce_due()
        except Error as error:
            log.warning("A round waits, because the database does not answer: %s", error)
        except Exception:
            log.exception("A round of refreshing failed; the next one follows")
        finally:
            connection.close()  # others may need it between two rounds
