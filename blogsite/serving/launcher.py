"""The production server: `python -m blogsite.serving`, as make, systemd and the container run it.

Plain HTTP on HOST:PORT (127.0.0.1:8000); a proxy in front ends TLS and waits for slow clients.
SIGTERM stops it after it has drained and the running requests have ended; SIGHUP replaces its
workers, one after the other.
"""

import errno
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from blogsite import first_migration
from blogsite.backup.restore_record import records_of
from blogsite.environment import VAR_DIR, Environment, sqlite_in
from blogsite.secret_key import kept_in
from blogsite.serving import drain, loaded, parent, turns
from blogsite.serving.draining_server import DrainingServer
from blogsite.serving.other_servers import refuse_another_key

env = Environment()

# Requests that a worker accepts at once; others wait in the kernel's queue.
MAX_REQUESTS = 512
MAX_HEADER_BYTES = 32 * 1024
HEADER_TIMEOUT_MILLISECONDS = 10_000
# Running requests have this long to finish when the server stops.
STOP_TIMEOUT_SECONDS = 20
# A balancer that asks /readyz has this long to notice that the server will stop.
DRAIN_SECONDS = 5
# A server that ends sooner has failed to start.
MIN_RUN_SECONDS = 5
MAX_FAILED_STARTS = 4


def host() -> str:
    return env.ip("HOST", default="127.0.0.1")


def port() -> int:
    return env.int("PORT", default=8000, most=65_535)


def var_dir() -> Path:
    return env.folder("VAR_DIR", default=VAR_DIR)


def server() -> DrainingServer:
    """Return the server, not started."""
    return DrainingServer(
        "blogsite.wsgi:application",
        address=host(),
        port=port(),
        interface=Interfaces.WSGI,
        websockets=False,
        # Proxies speak HTTP/1.1 to it. granian's HTTP/2 has no time limit for headers.
        http=HTTPModes.http1,
        # One per core: one renders while the other answers.
        workers=env.int("SERVER_PROCESSES", default=2, most=256),
        # Threads are started when needed: each slow sender of a form occupies one.
        blocking_threads=env.int("SERVER_THREADS", default=128, most=10_000),
        backpressure=MAX_REQUESTS,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_TIMEOUT_MILLISECONDS, max_buffer_size=MAX_HEADER_BYTES
        ),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_TIMEOUT_SECONDS,
        drain_seconds=env.seconds("DRAIN_SECONDS", default=DRAIN_SECONDS, most=300),
        log_level=LogLevels.warning,
    )


def main():
    try_port()
    refuse_half_restored()
    database = env.database("DATABASE_URL", default=sqlite_in(var_dir()))
    refuse_old_database(database)
    refuse_another_key(database, env.str("SECRET_KEY", "") or kept_in(var_dir() / "secret-key"))
    os.environ["SERVING"] = "true"
    os.environ[parent.VARIABLE] = str(os.getpid())
    os.environ.setdefault("STATIC_HASHED", "true")
    # The C library gives each thread a heap of its own, up to eight for each core, and what is free
    # in one is of no use to others. Python runs one thread at a time, so one heap is enough.
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")
    let_sigterm_end_starting_workers()
    # Each worker writes its counters there; /metrics adds them up.
    with tempfile.TemporaryDirectory(prefix="soundoff-counts-") as counts:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
        os.environ[drain.VARIABLE] = f"{counts}/draining"
        os.environ[loaded.VARIABLE] = counts
        try:
            serve()
        finally:
            turns.stop(var_dir())


def let_sigterm_end_starting_workers():
    """Give new workers the default action of SIGTERM, until they serve and set their own.

    With their parent's they would ignore it, and stopping the server would take
    STOP_TIMEOUT_SECONDS. Signals during the fork itself wait until it is over.
    """

    def allow():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def reset():
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        allow()

    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM}),
        after_in_parent=allow,
        after_in_child=reset,
    )


def check():
    """Exit with a message if the server could not start; start nothing."""
    try_port()
    server()


def refuse_half_restored():
    """Exit with a message while a restore is running or was killed: half of the site may be old."""
    media = var_dir() / "media"
    if records_of(media.resolve(), "restore"):
        sys.exit(
            "Nothing is served: a restore is running or was stopped half-way."
            " `manage.py migrate` waits for it, and finishes or undoes it."
        )


def refuse_old_database(database: dict):
    """Exit with a message if the database is of an earlier version, with other tables."""
    if first_migration.is_applied(database):
        return
    command = [sys.executable, "-m", "blogsite.old_database"]
    if subprocess.run(command).returncode:  # noqa: S603 (our own command)
        sys.exit(1)


def try_port():
    """Exit with a message if the port is in use.

    Each worker opens its own socket on it and shares it with others, even another site's.
    """
    family = socket.AF_INET6 if ":" in host() else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            # Old connections of a stopped server do not matter; a listening server does.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host(), port()))
    except OSError as error:
        is_in_use = error.errno == errno.EADDRINUSE
        why = "is taken" if is_in_use else f"cannot be used ({error.strerror})"
        sys.exit(f"Port {port()} {why}. Another: make serve PORT=8080")


def serve():
    """Serve; start again if granian gives up, as after a worker is killed twice in seconds.

    Raises SystemExit after MAX_FAILED_STARTS starts in a row that each ended at once.
    """
    failed_starts = 0
    while True:
        started = time.monotonic()
        running = server()
        try:
            return running.serve()
        except SystemExit:
            if running.interrupt_signal:  # somebody stopped it while it gave up
                return None
            has_failed = time.monotonic() - started < MIN_RUN_SECONDS
            failed_starts = failed_starts + 1 if has_failed else 0
            if failed_starts == MAX_FAILED_STARTS:
                raise
