"""The production server: `python -m blogsite.serving`, as make, systemd and the container run it.

Plain HTTP on HOST:PORT (127.0.0.1:8000); a proxy in front ends TLS and waits for slow clients.
SIGTERM ends it when the requests under way are answered, SIGHUP puts new workers in the place of
the old ones, one after the other.
"""

import errno
import os
import signal
import socket
import sys
import tempfile
import time

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from blogsite.backup.restore_record import records_of
from blogsite.environment import VAR_DIR, Environment

env = Environment()

# Requests a worker takes up at once; further ones wait in the kernel's queue.
AT_ONCE = 512
HEADER_BYTES = 32 * 1024
HEADER_MILLISECONDS = 10_000
# The longest request under way; whoever stops the server does not wait longer.
LAST_SECONDS = 20
SHORT_LIFE = 5  # seconds


def host() -> str:
    return env.address("HOST", default="127.0.0.1")


def port() -> int:
    return env.int("PORT", default=8000, most=65_535)


def server() -> Granian:
    """Make the server, not running yet."""
    return Granian(
        "blogsite.wsgi:application",
        address=host(),
        port=port(),
        interface=Interfaces.WSGI,
        websockets=False,
        # Proxies speak HTTP/1.1 to it. Its HTTP/2 has no time limit for headers.
        http=HTTPModes.http1,
        # A worker a core: one draws while the other answers.
        workers=env.int("SERVER_PROCESSES", default=2, most=256),
        # Made when needed: each slow sender of a form keeps one waiting.
        blocking_threads=env.int("SERVER_THREADS", default=128, most=10_000),
        backpressure=AT_ONCE,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES
        ),
        respawn_failed_workers=True,
        workers_kill_timeout=LAST_SECONDS,
        log_level=LogLevels.warning,
    )


def main():
    try_port()
    refuse_half_restored()
    os.environ["SERVING"] = "true"
    os.environ.setdefault("STATIC_HASHED", "true")
    # Until it serves, a worker has its parent's handlers: SIGTERM would be lost on it, and whoever
    # stops the server would wait LAST_SECONDS.
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
    # Each worker counts in a file of its own there; /metrics adds them up.
    with tempfile.TemporaryDirectory(prefix="soundoff-counts-") as counts:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
        serve_on()


def look():
    """Refuse what would keep the server from starting, and start nothing."""
    try_port()
    server()


def refuse_half_restored():
    """Exit with a sentence while a restore is running, or when one was killed: half of the site may
    be the old one.
    """
    media = env.folder("VAR_DIR", default=VAR_DIR) / "media"
    if records_of(media.resolve(), "restore"):
        sys.exit(
            "Nothing is served: a restore is running or was stopped half-way."
            " `manage.py migrate` waits for it, and finishes or undoes it."
        )


def try_port():
    """End with a word when the port is somebody's. The workers share it, each with a socket of its
    own, and so they would with another site's.
    """
    family = socket.AF_INET6 if ":" in host() else socket.AF_INET
    try:
        with socket.socket(family) as alone:
            # Connections of a server that has ended are no obstacle, one that listens is.
            alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            alone.bind((host(), port()))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "is taken" if taken else f"cannot be used ({error.strerror})"
        sys.exit(f"Port {port()} {why}. Another: make serve PORT=8080")


def serve_on():
    """Serve, and begin anew when granian gives up: a worker killed twice within seconds is no
    reason to. A fault that stays is: four short lives one after the other.
    """
    short_lives = 0
    while True:
        started = time.monotonic()
        try:
            return server().serve()
        except SystemExit:
            short_lives = short_lives + 1 if time.monotonic() - started < SHORT_LIFE else 0
            if short_lives == 4:
                raise
