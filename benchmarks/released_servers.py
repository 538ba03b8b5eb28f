"""Two servers on this machine to which deploy/release brings commits, as it would by ssh.

Instead of ssh, systemctl, systemd-run and make there are small scripts, which do for a folder of
each server what the real ones do for a machine. The servers, nginx and PostgreSQL are real.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests.site_server import ROOT, TIMEOUT_SECONDS, Browser, free_port

NAMES = ("one", "two")
STUBS = {
    # Runs the command in the environment of a server, with its folder and its port.
    "ssh": r"""
. "$HOME_OF_SERVERS/$1/env"
export SERVER_HOME="$HOME_OF_SERVERS/$1"
command=$(printf '%s' "$2" | sed "s#/srv/soundoff#$SERVER_HOME/soundoff#g; s#:8000/#:$PORT/#g")
exec sh -c "$command"
""",
    "make": "ln -sfn " + str(ROOT / ".venv") + " .venv",
    "systemd-run": r"""
while :; do
    case "$1" in
    --working-directory=*) cd "${1#*=}" ;;
    --setenv=*) export "${1#*=}" ;;
    --*) ;;
    *) break ;;
    esac
    shift
done
exec "$@"
""",
    # As in soundoff.service.
    "systemctl": r"""
if [ -e "$SERVER_HOME/pid" ]; then
    pid=$(cat "$SERVER_HOME/pid")
    kill "$pid"
    while [ -e "/proc/$pid" ] && ! grep -q "State:.*Z" "/proc/$pid/status"; do sleep 0.1; done
fi
cd -P "$SERVER_HOME/soundoff"
export STATIC_HASHED=true
.venv/bin/python manage.py migrate --noinput --verbosity 0
.venv/bin/python manage.py collectstatic --noinput --verbosity 0
.venv/bin/python -m blogsite.serving >> "$SERVER_HOME/log" 2>&1 < /dev/null &
echo $! > "$SERVER_HOME/pid"
""",
}


class ReleasedServers:
    """The servers, their ports, and a copy of the repository from which releases are made."""

    def __init__(self, database_url, home: Path):
        self.home, self.repository = home, home / "repository"
        self.ports = {name: free_port() for name in NAMES}
        for name, port in self.ports.items():
            (home / name).mkdir()
            settings = {
                "PORT": str(port),
                "DATABASE_URL": database_url,
                "VAR_DIR": str(home / name / "var"),
                "TRUSTED_PROXIES": "127.0.0.1",
                "SECRET_KEY": "for these measurements only, and it opens nothing else",
            }
            lines = [f"export {key}='{value}'\n" for key, value in settings.items()]
            (home / name / "env").write_text("".join(lines))
        (home / "bin").mkdir()
        for stub, script in STUBS.items():
            (home / "bin" / stub).write_text(f"#!/bin/sh\nset -e\n{script}\n")
            (home / "bin" / stub).chmod(0o755)
        self._git("clone", "--quiet", "--local", str(ROOT), str(self.repository), folder=home)

    def change_style(self):
        """Commit a change of a style sheet, as the next release may have it."""
        sheet = self.repository / "static" / "css" / "foundation.css"
        sheet.write_text(f"{sheet.read_text()}\n.next-release {{\n  color: red;\n}}\n")
        self._git("-c", "user.name=a", "-c", "user.email=a@mail.example", "commit", "-qam", "Next")

    def _git(self, *words, folder=None):
        subprocess.run(["git", *words], cwd=folder or self.repository, check=True)

    def release(self) -> float:
        """Run deploy/release for the newest commit; return the seconds it took."""
        started = time.monotonic()
        environment = os.environ | {
            "PATH": f"{self.home / 'bin'}:{os.environ['PATH']}",
            "HOME_OF_SERVERS": str(self.home),
        }
        command = ["deploy/release", "HEAD", *NAMES]
        subprocess.run(command, cwd=self.repository, env=environment, check=True)
        return time.monotonic() - started

    def browser(self, name) -> Browser:
        return Browser(self.ports[name])

    def end(self):
        for name in NAMES:
            file = self.home / name / "pid"
            if file.exists():
                pid = int(file.read_text())
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
                self._wait_for_end(pid)

    def _wait_for_end(self, pid):
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
