"""Files that the site writes can be read by its own user only."""

import os
import stat
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from tests.loaded_site import LoadedSite
from tests.migrated_database import stored_file
from tests.restores import FILL, Site

pytestmark = pytest.mark.slow

MAKE_DATABASE = """
from django.db import connection
connection.cursor().execute("CREATE TABLE any_table (id integer)")
"""
# A picture, and an e-mail in a file, as the site stores them.
STORE = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
default_storage.save("images/frost.webp", ContentFile(b"a picture"))
EmailMessage("Frost", "It came early.", to=["reader@mail.example"]).send()
"""


@pytest.fixture
def usual_umask():
    """Let others read new files, as is usual outside systemd."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> set[str]:
    """Return kind and mode of a folder and of all that is in it, but for the static files."""
    paths = [folder, *folder.rglob("*")]
    return {
        stat.filemode(path.stat().st_mode)
        for path in paths
        if not path.is_relative_to(folder / "static")
    }


PRIVATE = {"drwx------", "-rw-------"}


@pytest.fixture
def site(usual_umask, tmp_path):
    url, var = f"sqlite:///{tmp_path}/var/soundoff.sqlite3", tmp_path / "var"
    with closing(LoadedSite(url, var)) as loaded:
        yield Site(url, var, loaded)


def test_only_the_owner_can_read_what_the_site_writes(site, tmp_path):
    var, backups = site.var, tmp_path / "backups"
    site.in_site(MAKE_DATABASE)
    copyfile(stored_file(), var / "soundoff.sqlite3")  # its rows: the file is the site's own
    site.in_site(FILL + STORE)
    site.run("backup", backups)
    names = {path.name for path in var.rglob("*")}
    assert {"soundoff.sqlite3", "frost.webp", "mail"} <= names
    assert list((var / "mail").iterdir())
    assert modes(var) == PRIVATE
    assert modes(backups) == PRIVATE
    open_to_others(var / "soundoff.sqlite3", var / "media" / "frost.webp")
    site.run("restore", next(backups.glob("*.tar")), "--yes")
    assert (var / "media" / "frost.webp").read_text() == "a picture"
    assert modes(var) == PRIVATE
    # As an earlier release left them.
    folders = (var / "media", var / "mail")
    open_to_others(var / "soundoff.sqlite3", *folders, *(f for d in folders for f in d.rglob("*")))
    site.run("migrate", "--verbosity=0")
    assert modes(var) == PRIVATE


def open_to_others(*paths):
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)
