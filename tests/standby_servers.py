"""PostgreSQL servers that follow each other: a primary that can be killed, and its standbys."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from tests.fault_injection import own_postgresql, pg_ctl
from tests.site_server import TIMEOUT_SECONDS

FOLLOWS = "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn >= %s"
SENDERS = "SELECT pid FROM pg_stat_replication"


class Standby:
    """A copy of a server that follows it, in a folder of its own, which is its socket's, too."""

    def __init__(self, primary, folder: Path):
        self.bin_path, self.system_user = primary.bin_path, primary.system_user
        self.pgdata, self.log = folder, folder / "log"
        command = [self.bin_path / "pg_basebackup", "--pgdata", folder, "--host", primary.pgdata]
        command += ["--username=postgres", "--write-recovery-conf", "--checkpoint=fast"]
        as_owner = {"user": self.system_user} if self.system_user else {}
        subprocess.run([*command, "--no-sync"], check=True, capture_output=True, **as_owner)
        (folder / ".s.PGSQL.5432.lock").unlink()  # of the primary, which was copied with its folder
        pg_ctl(self, "start", "-o", f"-h '' -k {folder}", "-l", self.log)

    def get_pid(self) -> int:
        return int((self.pgdata / "postmaster.pid").read_text().split()[0])


class Servers:
    """A primary and its standbys. `primary` is the server that takes writes, None between its death
    and a promotion.
    """

    def __init__(self, first, folders: list[Path]):
        self.primary, self.standbys, self.unused = first, [], list(folders)
        self.url = url_of(first.pgdata, *folders)

    def add_standby(self):
        """Let a new standby follow the primary."""
        self.standbys.append(Standby(self.primary, self.unused.pop(0)))
        self.catch_up()

    def catch_up(self):
        """Wait until a standby has all that the primary has stored."""
        ((written,),) = ask(self.primary, "SELECT pg_current_wal_flush_lsn()")
        wait_until(lambda: ask(self.primary, FOLLOWS, written))

    def wait_for_standbys(self, names: str):
        """Confirm a commit when one of these standbys has stored it: `*` is any, "" is none."""
        ask(self.primary, f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        ask(self.primary, "SELECT pg_reload_conf()")

    def stop_sending(self):
        """Let the standbys fall behind, as a slow network does."""
        for (pid,) in ask(self.primary, SENDERS):
            os.kill(pid, signal.SIGSTOP)

    def kill_primary(self):
        kill(self.primary)
        self.primary = None

    def promote(self):
        """Let the first standby take writes."""
        self.primary = self.standbys.pop(0)
        pg_ctl(self.primary, "promote")


def url_of(*folders, **options) -> str:
    """Return the URL of the site's database on the servers with their sockets in `folders`."""
    options = {"host": ",".join(map(str, folders))} | options
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return f"postgresql://postgres@/soundoff?{query}"


def ask(server, query, *parameters) -> list[tuple]:
    """Return the rows of a query on one server."""
    with psycopg.connect(url_of(server.pgdata), autocommit=True) as connection:
        cursor = connection.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


def wait_until(is_true):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def kill(server):
    """Kill all processes of a server at once, as the death of its machine does."""
    kill_tree(server.get_pid())


def kill_tree(pid):
    process = psutil.Process(pid)
    processes = [process, *process.children(recursive=True)]
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, TIMEOUT_SECONDS)


@contextmanager
def standby_servers(most=2, *, syncs=True):
    """Run a primary with a migrated database until the block ends; there is room for standbys up to
    `most` servers in all. Without `syncs` they do not wait for the disk, which only a power cut
    could tell.
    """
    with tempfile.TemporaryDirectory(prefix="soundoff-") as home, own_postgresql() as (first, _url):
        first.psql(f"ALTER SYSTEM SET fsync = {'on' if syncs else 'off'}")
        first.psql("SELECT pg_reload_conf()")
        # A standby begins as a copy of the folder, in which this file of the package is, too.
        (first.pgdata / ".handle_pids.json").chmod(0o644)
        Path(home).chmod(0o755)
        folders = [Path(home) / str(number) for number in range(1, most)]
        for folder in folders:
            folder.mkdir(mode=0o700)
            shutil.chown(folder, first.system_user or os.geteuid())
        servers = Servers(first, folders)
        try:
            yield servers
        finally:
            for server in filter(None, [servers.primary, *servers.standbys]):
                kill(server)  # one that was stopped in the middle of something ends no other way
