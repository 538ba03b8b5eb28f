"""deploy/release: files for all servers, one migration, then one server after the other."""

import os
import subprocess
from fcntl import LOCK_EX, flock

import pytest

from tests.site_server import ROOT, TIMEOUT_SECONDS

# In place of ssh: writes down what each server is asked, and fails where a test says so.
SSH = """#!/bin/sh
case "$2" in flock*) exec sh -c "$(echo "$2" | sed "s#soundoff.lock#$1.lock#")" ;; esac
for word in "tar -x" "make .venv" collectstatic soundoff/deploy/manage migrate \
    "systemctl restart"; do
    case "$2" in *"$word"*) step=$word ;; esac
done
case "$2" in *"tar -x"*) cat > "$LOG.tar" ;; "test -e"*) exit 1 ;; esac
[ -z "${step:-}" ] || echo "$1 $step" >> "$LOG"
[ "$1 ${step:-}" != "$FAILS" ]
"""
# The static files of the release that runs are marked as needed before those of the next come.
FILES = ["tar -x", "make .venv", "soundoff/deploy/manage", "collectstatic"]


@pytest.fixture
def release(tmp_path):
    """Return a function that releases to two servers; it returns the exit status and the steps."""
    ssh, log = tmp_path / "ssh", tmp_path / "log"
    ssh.write_text(SSH)
    ssh.chmod(0o755)

    def run(fails="", error=None):
        settings = {"SOUNDOFF_SSH": str(ssh), "SOUNDOFF_SECONDS_BETWEEN": "0"}
        settings["SOUNDOFF_FOLDER"] = str(tmp_path / "soundoff")
        done = subprocess.run(
            [ROOT / "deploy" / "release", "HEAD", "one", "two"],
            cwd=ROOT,
            env=os.environ | settings | {"LOG": str(log), "FAILS": fails},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        assert error is None or done.stderr == error
        return done.returncode, log.read_text().splitlines()

    return run


def test_a_release_reaches_one_server_after_the_other(release):
    files = [f"{server} {step}" for server in ("one", "two") for step in FILES]
    restarts = ["one systemctl restart", "two systemctl restart"]
    assert release() == (0, [*files, "one migrate", *restarts])


def test_a_server_that_does_not_come_back_keeps_the_others_running(release):
    status, steps = release(fails="one systemctl restart")
    assert status != 0 and "two systemctl restart" not in steps


def test_a_migration_that_fails_is_tried_again_and_touches_no_server(release):
    status, steps = release(fails="one migrate")
    assert status != 0 and steps.count("one migrate") == 3
    assert not [step for step in steps if "restart" in step]


def test_a_second_release_at_once_says_so_in_one_line(release, tmp_path):
    release()
    steps = (tmp_path / "log").read_text()
    with (tmp_path / "two.lock").open() as lock:
        flock(lock, LOCK_EX)
        assert release(error="Another release to two is running.\n") == (1, steps.splitlines())
    assert release()[0] == 0


def test_a_server_without_the_files_stops_the_release(release):
    status, steps = release(fails="two collectstatic")
    assert status != 0 and "one migrate" not in steps
