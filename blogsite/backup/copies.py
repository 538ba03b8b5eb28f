"""Copy a backup elsewhere, encrypted if there is a key, and read it back.

Each try is a row of `BackupCopy`, by which the desk and `/metrics` know when the last one was good.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.retention import IP_RETENTION
from blogsite.backup.copy_targets import target_of
from blogsite.backup.dump import BACKUP_NAME, BackupFailed, checksum_of
from blogsite.backup.encryption import SUFFIX, encrypt
from blogsite.models import BackupCopy

DRAFTS = ".copy-"  # the beginning of the names of folders with encrypted files
DRAFT_SECONDS = 24 * 60 * 60  # older ones are of a killed process


def copy_elsewhere(path: Path) -> BackupCopy:
    """Copy a backup to BACKUP_COPY_TO and return the row about it.

    Raise BackupFailed if the copy is not there, or not what was sent. Copies that are older than
    backups may be are deleted.
    """
    remove_drafts(path.parent)
    target = target_of(settings.BACKUP_COPY_TO)
    row = BackupCopy.objects.create(backup=path.name, place=str(target))
    try:
        with file_to_send(path) as file:
            row.bytes = file.stat().st_size
            with file.open("rb") as content:
                sent = checksum_of(content)
            if target.copy(file) != sent:
                raise BackupFailed(f"The copy in {target} is not what was sent.")
    except (OSError, BackupFailed) as error:
        row.fail(str(error))
        raise BackupFailed(f"{path} is made, but there is no good copy of it: {error}") from None
    row.verify()
    return row


def remove_old_copies() -> str:
    """Delete the copies older than IP_RETENTION, and return what went wrong, in one line."""
    target = target_of(settings.BACKUP_COPY_TO)
    oldest = BACKUP_NAME.format(timezone.now() - IP_RETENTION)
    try:
        for name in target.names():
            if name < oldest:
                target.delete(name)
    except OSError as error:
        return f"Old copies were not deleted: {error}"
    return ""


@contextmanager
def file_to_send(path: Path) -> Iterator[Path]:
    """Yield the file to send while the block runs: the backup, or an encrypted one beside it."""
    if not settings.BACKUP_COPY_KEY:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix=DRAFTS, dir=path.parent) as folder:
        encrypted = Path(folder) / f"{path.name}{SUFFIX}"
        encrypt(path, encrypted, settings.BACKUP_COPY_KEY)
        yield encrypted


def remove_drafts(folder: Path):
    """Remove what killed processes left beside the backups."""
    for draft in folder.glob(f"{DRAFTS}*"):
        with suppress(FileNotFoundError):
            if draft.stat().st_mtime < time.time() - DRAFT_SECONDS:
                shutil.rmtree(draft)
