"""Files that the site writes can be read by its own user only."""

import os
import stat
from pathlib import Path

import pytest

from tests.restores import filled

pytestmark = pytest.mark.slow

# A picture, and a letter in a file, as the site stores them.
STORE = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
default_storage.save("images/frost.webp", ContentFile(b"a picture"))
EmailMessage("Frost", "It came early.", to=["reader@mail.example"]).send()
"""


@pytest.fixture(scope="module")
def site_and_backup(tmp_path_factory):
    """A site made with the umask that is usual outside systemd: others may read new files."""
    home, before = tmp_path_factory.mktemp("site"), os.umask(0o022)
    site, backup = filled(f"sqlite:///{home}/var/soundoff.sqlite3", home / "var", home / "backups")
    site.in_site(STORE)
    yield site, backup
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


def test_only_the_owner_can_read_database_mail_and_media(site_and_backup):
    site, backup = site_and_backup
    names = {path.name for path in site.var.rglob("*")}
    assert {"soundoff.sqlite3", "frost.webp", "mail"} <= names
    assert list((site.var / "mail").iterdir())
    assert modes(site.var) == PRIVATE
    assert modes(backup.parent) == PRIVATE


def test_a_restore_leaves_database_and_media_private(site_and_backup):
    site, backup = site_and_backup
    for path in (site.var / "soundoff.sqlite3", site.var / "media" / "frost.webp"):
        path.chmod(0o644)
    site.run("restore", backup, "--yes")
    assert (site.var / "media" / "frost.webp").read_text() == "a picture"
    assert modes(site.var) == PRIVATE


def test_migrate_restricts_files_an_earlier_release_left_open(site_and_backup):
    site, _ = site_and_backup
    for name in ("media", "mail"):
        for path in (site.var / name, *(site.var / name).rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    (site.var / "soundoff.sqlite3").chmod(0o644)
    site.run("migrate", "--verbosity=0")
    assert modes(site.var) == PRIVATE
