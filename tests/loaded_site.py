"""Commands of manage.py in processes that are forks of one that has loaded the site.

Loading takes a second of a processor, a fork a fiftieth of one. For tests of commands that meet or
are killed; those of how one begins use commands.py.
"""

import gc
import io
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from tests.site_server import ROOT, TIMEOUT_SECONDS

NUMBER = struct.Struct("i")


class LoadedSite:
    """A process that has loaded the site of a database and a folder, and forks for each command."""

    def __init__(self, url: str, var: Path, **environment: str):
        self.url, self.var = url, var
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.loaded_site", str(theirs.fileno())],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": url, "VAR_DIR": str(var)} | environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def start(self, *words) -> "ForkedCommand":
        """Start a command of manage.py."""
        return ForkedCommand(self._socket, [str(word) for word in words])

    def close(self):
        self._socket.close()
        self._process.wait(TIMEOUT_SECONDS)


class ForkedCommand:
    """A command that was started, used as subprocess.Popen is. It may print what a pipe holds."""

    def __init__(self, loaded: socket.socket, words: list[str]):
        pipes = [os.pipe() for _ in range(3)]
        socket.send_fds(loaded, [json.dumps(words).encode()], [theirs for _, theirs in pipes])
        for _, theirs in pipes:
            os.close(theirs)
        self.stdout, self.stderr, self._numbers = (os.fdopen(ours, "r") for ours, _ in pipes)
        self.pid = self._next_number()
        self.returncode = None

    def _next_number(self) -> int:
        return NUMBER.unpack(os.read(self._numbers.fileno(), NUMBER.size))[0]

    def wait(self, timeout: float = TIMEOUT_SECONDS) -> int:
        """Return how the command ended. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._numbers], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("manage.py", timeout)
            self.returncode = self._next_number()
            self._numbers.close()
        return self.returncode

    def poll(self) -> int | None:
        """Return how the command ended, or None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def send_signal(self, number: int):
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float = TIMEOUT_SECONDS) -> tuple[str, str]:
        """Return what the command printed and complained, when it has ended."""
        self.wait(timeout)
        return rest_of(self.stdout), rest_of(self.stderr)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.communicate()


def rest_of(pipe: io.TextIOWrapper) -> str:
    """Read a pipe to its end and close it; return "" if it was closed before."""
    if pipe.closed:
        return ""
    with pipe:
        return pipe.read()


# In the process that has loaded the site


def serve(commands: socket.socket):
    """Fork for each command that is received."""
    load()
    while True:
        words, pipes, *_ = socket.recv_fds(commands, 65536, 3)
        if not words:
            break
        if not os.fork():
            commands.close()
            keep(json.loads(words), *pipes)
        for pipe in pipes:
            os.close(pipe)
        reap(os.WNOHANG)
    reap()


def reap(options=0):
    """Let the system forget the keepers that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def load():
    """Load all that a command of manage.py loads, and no connection to the database."""
    import django
    from django.core.management import get_commands, load_command_class
    from django.db import connections
    from django.urls import get_resolver

    os.environ["DJANGO_SETTINGS_MODULE"] = "blogsite.settings"
    django.setup()
    get_resolver().url_patterns  # noqa: B018 (it loads them)
    for name, app in get_commands().items():
        if app == "blogsite":
            load_command_class(app, name)
    connections.close_all()
    gc.freeze()  # what is loaded stays, in each fork


def keep(words, out, complaints, numbers) -> NoReturn:
    """Run a command in a fork; write its process id and then how it ended."""
    if pid := os.fork():
        os.close(out)
        os.close(complaints)
        os.write(numbers, NUMBER.pack(pid))
        os.write(numbers, NUMBER.pack(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
        os._exit(0)
    os.close(numbers)
    os.dup2(out, sys.stdout.fileno(), inheritable=True)
    os.dup2(complaints, sys.stderr.fileno(), inheritable=True)
    os.close(out)
    os.close(complaints)
    run(words)


def run(words) -> NoReturn:
    import manage

    sys.argv = ["manage.py", *words]
    sys.exit(manage.main())


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
