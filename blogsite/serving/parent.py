"""A thread in each worker that ends it after its server has died.

A server whose first process is killed, for example when memory is short, cannot stop its workers:
they would go on answering on the port and sending mail, beside those of the next server.
"""

import os
import signal
import threading
import time

ROUND_SECONDS = 1
VARIABLE = "SERVER_PID"  # in which the server passes the id of its process to its workers


def start():
    """Start the thread; as a daemon, it does not keep the server from stopping.

    The server may have died already, and this process have another parent.
    """
    server = int(os.environ[VARIABLE])
    threading.Thread(target=watch, args=[server], name="parent", daemon=True).start()


def watch(server: int):
    """Wait until the process with the id `server` is gone, then stop this one cleanly."""
    while os.getppid() == server:
        time.sleep(ROUND_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
