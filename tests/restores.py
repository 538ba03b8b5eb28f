"""Restores that meet each other or are killed, for the tests and for the benchmarks."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from tests.loaded_site import ForkedCommand, LoadedSite
from tests.site_server import ROOT, TIMEOUT_SECONDS

# Makes a site of one post, one comment and one picture; for a new database.
FILL = """
from django.conf import settings
from tests.cast import a_comment, a_post
a_comment(a_post(), "There before.")
settings.MEDIA_ROOT.mkdir()
(settings.MEDIA_ROOT / "frost.webp").write_text("a picture")
"""
# Prints what a site holds.
CONTENTS = """
import json
from django.conf import settings
from comments.tree_check import audit
from comments.models import Comment
bodies = sorted(Comment.objects.values_list("body", flat=True))
picture = (settings.MEDIA_ROOT / "frost.webp").read_text()
print(json.dumps([bodies, picture, len(list(audit(repair=False)))]))
"""
# Changes it, so that a restore has something to replace.
CHANGE = """
from django.conf import settings
from posts.models import Post
from tests.cast import a_comment
(settings.MEDIA_ROOT / "frost.webp").write_text("another picture")
a_comment(Post.objects.get(), "Came since.")
"""
BACKED_UP = [["There before."], "a picture", 0]
CHANGED = [["Came since.", "There before."], "another picture", 0]


class Site(NamedTuple):
    """A site: the URL of its database, and the folder of its files.

    Commands are forks of `loaded`; without it each is started by itself.
    """

    url: str
    var: Path
    loaded: LoadedSite | None = None

    @property
    def environment(self) -> dict:
        return os.environ | {"DATABASE_URL": self.url, "VAR_DIR": str(self.var)}

    def start(self, *words) -> subprocess.Popen | ForkedCommand:
        """Start a command of manage.py."""
        if self.loaded:
            return self.loaded.start(*words)
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words, seconds=TIMEOUT_SECONDS) -> str:
        """Run a command of manage.py that must succeed, in time; return what it printed."""
        with self.start(*words) as process:
            try:
                out, complaints = process.communicate(timeout=seconds)
            finally:
                process.kill()  # one that takes too long would be a fault of a later test
        assert not complaints, complaints
        return out

    def restore(self, backup) -> subprocess.Popen | ForkedCommand:
        return self.start("restore", backup, "--yes")

    def in_site(self, script, **options) -> str:
        return self.run("shell", "--no-imports", "-c", script, **options)

    def leftovers(self) -> list[str]:
        """Return the names of what an unfinished restore leaves: records, folders, drafts."""
        beside = [self.var]
        if self.url.startswith("sqlite:///"):
            beside.append(Path(unquote(self.url.removeprefix("sqlite:///"))).parent)
        names = {path.name for folder in beside for path in folder.iterdir()}
        return sorted(name for name in names if name.startswith(".") or ".restor" in name)


def await_that(condition: Callable[[], bool], process):
    """Wait until a condition holds or the process has ended."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not condition() and process.poll() is None:
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.0005)


def has_begun(var: Path) -> Callable[[], bool]:
    """Say whether a restore or a backup of the site has begun: its record is there."""
    return lambda: any(var.glob(".*.json"))


def has_new_media(var: Path) -> Callable[[], bool]:
    """Say whether a restore has put the new media in place: the last step before the database."""
    return lambda: any(var.glob(".restor*/media-before"))


@contextmanager
def started_restore(site: Site, backup):
    """Yield a restore that has begun; kill it at the end if it still runs."""
    process = site.restore(backup)
    try:
        await_that(has_begun(site.var), process)
        yield process
    finally:
        process.kill()
        process.communicate()


def restored_at_once(site: Site, backup) -> list[tuple[int, str]]:
    """Run two restores at once; return the exit status and complaint of each."""
    pair = [site.restore(backup), site.restore(backup)]
    complaints = [process.communicate(timeout=TIMEOUT_SECONDS)[1] for process in pair]
    return [(process.returncode, text) for process, text in zip(pair, complaints, strict=True)]


def seconds_of_a_restore(site: Site, backup) -> float:
    """Measure a restore from its beginning to its end, without the start of Python."""
    with started_restore(site, backup) as process:
        begun = time.monotonic()
        process.communicate(timeout=TIMEOUT_SECONDS)
        return time.monotonic() - begun


def killed_after(site: Site, backup, seconds: float) -> bool:
    """Kill (-9) a restore some seconds after it began; return whether it was still running."""
    with started_restore(site, backup) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait() != 0


def filled(url: str, var: Path, folder: Path) -> tuple[Site, Path]:
    """Make a site on a new database; return it and its backup in `folder`."""
    site = Site(url, var)
    site.run("migrate", "--verbosity=0")
    site.in_site(FILL)
    site.run("backup", folder)
    return site, max(folder.glob("soundoff-*.tar"))


def contents(site: Site, then="") -> list:
    """Return what a site holds; then run another script in the same process."""
    return json.loads(site.in_site(CONTENTS + then))
