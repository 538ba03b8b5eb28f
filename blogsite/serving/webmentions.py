"""A thread in each worker of the server that reads the pages of which Webmentions tell, and sends
those about links in posts.

Apart from the others: these sites may be slow.
"""

import logging
import threading
import time

from django.db import Error, connection

from blogsite.webmentions.checking import check_due
from blogsite.webmentions.queueing import queue_due
from blogsite.webmentions.sending import send_due

ROUND_SECONDS = 10  # pause between two rounds; each is three queries where nothing is due

log = logging.getLogger(__name__)


def start():
    """Start the thread; as a daemon, it does not keep a server from stopping."""
    threading.Thread(target=check_forever, name="webmentions", daemon=True).start()


def check_forever():
    while True:
        time.sleep(ROUND_SECONDS)
        try:
            check_due()
            queue_due()
            send_due()
        except Error as error:
            log.warning("Webmentions wait, because the database does not answer: %s", error)
        except Exception:
            log.exception("A round of Webmentions failed; the next one follows")
        finally:
            connection.close()  # others may need it between two rounds
