"""A thread in each worker that ends it when the server that started it is gone.

A server whose first process is killed, as when memory is short, cannot stop its workers: they would
go on answering on the port and sending mail, beside those of the next server.
"""

import os
import signal
import threading
import time

ROUND_SECONDS = 1
VARIABLE = "SERVER_PID"  # in which the server tells its workers the id of its process


def start():
    """Start the thread; as a daemon, it does not keep a server from stopping.

    The server may be gone already, and this process have another parent.
    """
    server = int(os.environ[VARIABLE])
    threading.Thread(target=watch, args=[server], name="parent", daemon=True).start()


def watch(server: int):
    """Wait until the process with the id `server` is gone, then stop this one in good order."""
    while os.getppid() == server:
        time.sleep(ROUND_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
