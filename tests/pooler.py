"""PgBouncer between the site and PostgreSQL, as a pooler of transactions."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.site_server import TIMEOUT_SECONDS, free_port

MISSING = "no PgBouncer found (Debian's package is called pgbouncer)"

CONFIGURATION = """
[databases]
soundoff = host={socket} user=postgres dbname=soundoff
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
logfile = {home}/log
"""


def pooler_path():
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def pooler(server):
    """Run PgBouncer in front of a PostgreSQL server until the block ends; yield the URL of the
    site's database through it. Its few connections to the server change hands all the time.
    """
    with tempfile.TemporaryDirectory(prefix="soundoff-") as home:
        port, ini = free_port(), Path(home) / "pgbouncer.ini"
        ini.write_text(CONFIGURATION.format(socket=server.pgdata, port=port, home=home))
        for path in (Path(home), ini):
            shutil.chown(path, server.system_user or os.geteuid())
        as_owner = {"user": server.system_user} if server.system_user else {}
        process = subprocess.Popen([pooler_path(), "--quiet", ini], **as_owner)
        url = f"postgresql://anybody@127.0.0.1:{port}/soundoff"
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
        with psycopg.connect(url):
            return True
    except psycopg.OperationalError:
        return False
