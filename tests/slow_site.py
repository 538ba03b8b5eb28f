"""A site whose new workers take long to load: `python -m tests.slow_site PORT`.

An old worker is to be ended a moment after its successor was started.
"""

import os
import sys
import tempfile
import time

from granian.constants import HTTPModes, Interfaces

from blogsite.serving import loaded
from blogsite.serving.draining_server import DrainingServer

LOADING_SECONDS = 1.5
MOMENT_SECONDS = 0.1


def load(target):
    """Return the application, after a while; at once in the first worker."""
    if os.listdir(os.environ[loaded.VARIABLE]):
        time.sleep(LOADING_SECONDS)
    loaded.tell()
    return application


def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "0")])
    return []


def main(port: int):
    server = DrainingServer(
        "slow site",
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=2,
        respawn_interval=MOMENT_SECONDS,
        workers_kill_timeout=5,
        drain_seconds=0,
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ[loaded.VARIABLE] = folder
        server.serve(target_loader=load)


if __name__ == "__main__":
    main(int(sys.argv[1]))
