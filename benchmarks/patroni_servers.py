"""Two PostgreSQL servers under Patroni and etcd, as deploy/patroni.yml configures them."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from tests.site_server import ROOT, TIMEOUT_SECONDS, free_port
from tests.standby_servers import kill_tree, wait_until

USER = "pgserver"  # not root, whom PostgreSQL refuses; tests have made this one
PASSWORD = "only-of-this-measurement"
PROGRAMS = ("patroni", "etcd")
BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)  # of Debian's package


class Machine:
    """Patroni and its PostgreSQL server, on ports of their own."""

    def __init__(self, name, home: Path, etcd_port):
        self.name, self.home, self.port, self.api = name, home / name, free_port(), free_port()
        self.home.mkdir()
        file = self.home / "config.yml"
        file.write_text(self.configuration(etcd_port))
        file.chmod(0o600)
        for path in (self.home, file):
            shutil.chown(path, USER)
        self.log = (self.home / "log").open("w")
        self.process = subprocess.Popen(
            ["patroni", file],
            user=USER,
            env=os.environ | {"HOME": str(self.home)},
            stdout=self.log,
            stderr=self.log,
            cwd=self.home,
        )

    def configuration(self, etcd_port) -> str:
        """Return the shipped configuration with the ports and paths of this machine."""
        text = (ROOT / "deploy" / "patroni.yml").read_text()
        for pattern, instead in {
            r"(?m)^name: one$": f"name: {self.name}",
            r"10\.0\.0\.1:8008": f"127.0.0.1:{self.api}",
            r"hosts: 10.*": f"hosts: 127.0.0.1:{etcd_port}",
            r"10\.0\.0\.1:5432": f"127.0.0.1:{self.port}",
            r"/var/lib/postgresql/17/soundoff": f"{self.home}/data",
            r"/usr/lib/postgresql/17/bin": str(BINARIES),
            r"CHANGE-THIS(-TOO)?": PASSWORD,
            r"local all all peer": "local all all trust",
        }.items():
            text, count = re.subn(pattern, instead, text)
            assert count, f"{pattern} is not in the configuration"
        # A socket in a folder that may be written.
        return f"{text}  parameters:\n    unix_socket_directories: {self.home}\n"

    @property
    def role(self) -> str:
        """Return what Patroni says: `master` or `primary`, `sync_standby`, `replica`, or ""."""
        url = f"http://127.0.0.1:{self.api}/cluster"
        with suppress(OSError, ValueError), urllib.request.urlopen(url, timeout=2) as answer:
            members = json.load(answer)["members"]
            return {each["name"]: each["role"] for each in members}.get(self.name, "")
        return ""

    def kill(self):
        """Kill Patroni and PostgreSQL, as the death of the machine does."""
        self.process.kill()
        with suppress(OSError, psutil.NoSuchProcess):
            kill_tree(int((self.home / "data" / "postmaster.pid").read_text().split()[0]))
        self.process.wait()


class PatroniServers:
    """Two machines of which one is the primary; `url` names both."""

    def __init__(self, machines):
        self.machines, self.primary = machines, None
        wait_until(lambda: self.leader() is not None)
        with self.connect("postgres") as connection:
            connection.execute("CREATE DATABASE soundoff")
        wait_until(lambda: any(machine.role == "sync_standby" for machine in machines))
        self.primary = self.leader()

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{machine.port}" for machine in self.machines)
        return f"postgresql://postgres:{PASSWORD}@{hosts}/soundoff"

    def leader(self) -> Machine | None:
        return next((each for each in self.machines if each.role in ("master", "leader")), None)

    def connect(self, database="soundoff"):
        url = f"{self.url.removesuffix('soundoff')}{database}?target_session_attrs=read-write"
        return psycopg.connect(url, autocommit=True)

    def kill_primary(self):
        self.primary.kill()

    def promote(self):
        """Wait until Patroni has promoted the standby."""
        wait_until(self.take_writes)

    def take_writes(self) -> bool:
        with suppress(psycopg.OperationalError), self.connect():
            return True
        return False


@contextmanager
def patroni_servers():
    with tempfile.TemporaryDirectory(prefix="soundoff-") as folder:
        home, port, peers = Path(folder), free_port(), free_port()
        home.chmod(0o755)
        mine, others = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peers}"
        with (home / "etcd-log").open("w") as log:
            etcd = subprocess.Popen(
                ["etcd", "--data-dir", home / "etcd", "--name=etcd"]
                + [f"--listen-client-urls={mine}", f"--advertise-client-urls={mine}"]
                + [f"--listen-peer-urls={others}", f"--initial-advertise-peer-urls={others}"]
                + [f"--initial-cluster=etcd={others}"],
                stdout=log,
                stderr=log,
            )
        machines = []
        try:
            machines.append(Machine("one", home, port))
            machines.append(Machine("two", home, port))
            yield PatroniServers(machines)
        finally:
            for machine in machines:
                machine.kill()
            etcd.kill()
            etcd.wait(TIMEOUT_SECONDS)
