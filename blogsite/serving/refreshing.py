"""A thread in each worker of the server for what falls due by the clock.

It gives posts with changed counts a new version, queues the mail about new posts, and stores the
fingerprints of new comments.

Apart from the mail worker's, which may wait for a slow mail server.
"""

import logging
import threading
import time

from django.db import Error, connection

from comments.models import CountRefresh
from moderation.likeness.filling import fill_newest
from posts.announcing import announce_due

ROUND_SECONDS = 10  # pause between two rounds; each is some queries

log = logging.getLogger(__name__)


def start():
    """Start the thread; as a daemon, it does not keep a server from stopping."""
    threading.Thread(target=refresh_forever, name="refreshing", daemon=True).start()


def run_round():
    """Do all that is due now."""
    CountRefresh.objects.run()
    announce_due()
    fill_newest()


def refresh_forever():
    while True:
        time.sleep(ROUND_SECONDS)
        try:
            run_round()
        except Error as error:
            log.warning("A round waits, because the database does not answer: %s", error)
        except Exception:
            log.exception("A round of refreshing failed; the next one follows")
        finally:
            connection.close()  # others may need it between two rounds
