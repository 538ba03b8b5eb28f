"""A thread in each worker that ends it when the server that started it is gone.

A server whose first process is killed, as when memory is short, cannot stop its workers: they would
go on answering on the port and sending mail, beside those of the next server.
"""

import os
import signal
import threading
import time

ROUND_SECONDS = 1


def start():
    """Start the thread; as a daemon, it does not keep a server from stopping."""
    arguments = {"parent": os.getppid()}
    threading.Thread(target=watch, kwargs=arguments, name="parent", daemon=True).start()


def watch(parent: int):
    """Wait until the process with the id `parent` is gone, then stop this one in good order."""
    while os.getppid() == parent:
        time.sleep(ROUND_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
