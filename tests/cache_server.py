"""A cache server for the tests, for CACHE_URL to name."""

import shutil
import subprocess
import time
from contextlib import contextmanager

import redis

from tests.site_server import TIMEOUT_SECONDS, free_port

MISSING = "no Valkey or Redis found (Debian's package is called redis-server)"


def server_path():
    return shutil.which("valkey-server") or shutil.which("redis-server")


@contextmanager
def cache_server(home):
    """Run a server until the block ends; yield its URL."""
    port = free_port()
    options = ("--bind", "127.0.0.1", "--port", str(port), "--dir", str(home), "--save", "")
    process = subprocess.Popen(
        [server_path(), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"redis://127.0.0.1:{port}/0"
    try:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not answers(url):
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(TIMEOUT_SECONDS)


def answers(url) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return client.ping()
    except redis.RedisError:
        return False
