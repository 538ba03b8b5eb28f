"""Finish or undo backups and restores that were killed.

Before a backup or a restore changes anything, it writes a record of the files that it will make.
The next command that gets the lock finds the record, and finishes or undoes the work. A restore
counts as finished when the site's database holds its key. That happens at one instant: the rename
of a SQLite file, or PostgreSQL's commit. Until then the old media are put back; afterwards the new
ones stay.
"""

import json
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection, transaction

from blogsite.backup.restore_record import record_path, records_of
from blogsite.backup.site_data import (
    database_name,
    media_folder,
    sqlite_file,
    sync_folder,
)
from blogsite.backup.site_lock import (
    LOCK_NAMESPACE,
    RESTORE_TRANSACTION_LOCK,
    SiteIsBusy,
    database_lock,
    media_lock,
)
from blogsite.models import Restore

# SQLite's own, and the file with the queue of this site's writers (posts/models/write_queue.py).
SQLITE_SUFFIXES = ("-wal", "-shm", "-journal", "-writers")


@contextmanager
def site_locked(activity: str):
    """Lock the database and the media while the block runs; finish or undo earlier work first.

    Raise SiteIsBusy while another command is running.
    """
    with database_lock(activity), media_lock(activity):
        settle_unfinished()
        yield


def unfinished_records() -> list[Path]:
    """Return the records of all backups and restores that have not ended."""
    return records_of(media_folder(), "backup", "restore")


def settle_unfinished():
    """Finish or undo the work of killed commands. The caller must hold both locks."""
    for record in unfinished_records():
        try:
            work = Work.read(record)
        except ValueError:  # killed while writing the record: nothing else was made
            record.unlink()
            continue
        if work.kind == "restore" and work.database != database_name():
            raise SiteIsBusy(
                f"A restore into {work.database} was stopped half-way ({record}). Run"
                " `manage.py migrate` with its DATABASE_URL first: that finishes or undoes it."
            )
        work.settle()


@dataclass(frozen=True)
class Work:
    """A backup or a restore in progress.

    `folder` holds its new files; `draft` is the new SQLite file, beside the one to replace.
    """

    kind: str
    key: str
    database: str
    folder: str
    draft: str | None = None

    @classmethod
    @contextmanager
    def begin(cls, kind: str, folder: Path):
        """Write the record and make a new folder in `folder`; settle at the end in any case."""
        key, file = uuid4().hex, sqlite_file()
        draft = file.with_name(f"{file.name}.restore-{key}") if file else None
        work = cls(
            kind=kind,
            key=key,
            database=database_name(),
            folder=str(folder.resolve() / f".{kind}-{key}"),
            draft=str(draft) if draft and kind == "restore" else None,
        )
        work.write()
        try:
            Path(work.folder).mkdir(mode=0o700)
            yield work
        finally:
            work.settle()

    @classmethod
    def read(cls, record: Path):
        """Return the work that a record describes; raise ValueError if the record is incomplete."""
        try:
            return cls(**json.loads(record.read_text()))
        except TypeError as error:
            raise ValueError(str(error)) from None

    @property
    def record(self) -> Path:
        return record_path(media_folder(), self.kind, self.key)

    def write(self):
        self.record.parent.mkdir(parents=True, exist_ok=True)
        with self.record.open("x") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.record.parent)

    def settle(self):
        """Finish the work if the database holds its key, else undo it; then remove its files."""
        if self.kind == "restore":
            connection.close()
            if self.is_committed():
                cache.clear()  # versions start again from those of the backup
            else:
                self.put_media_back()
            connection.close()
            if self.draft:
                remove_database(Path(self.draft))
        with suppress(FileNotFoundError):
            shutil.rmtree(self.folder)
        self.record.unlink()

    def is_committed(self) -> bool:
        """Return whether the site's database is the restored one."""
        file = sqlite_file()
        if file and not file.exists():
            return False
        try:
            wait_for_restore_transaction()
            tables = connection.introspection.table_names()
            return Restore._meta.db_table in tables and Restore.objects.filter(pk=self.key).exists()
        except OperationalError:
            raise
        except DatabaseError:  # a damaged SQLite file, which the restore was to replace
            return False

    # Media

    def replace_media(self):
        """Replace the site's media by the unpacked ones; the old ones wait in the folder."""
        media, new = media_folder(), Path(self.folder) / "media"
        new.mkdir(exist_ok=True)
        media.mkdir(exist_ok=True)
        media.rename(self.media_before)
        new.rename(media)
        sync_folder(media.parent)

    def put_media_back(self):
        """Put the site's own media back if `replace_media` has moved them."""
        if not self.media_before.exists():
            return
        media = media_folder()
        if media.exists():
            media.rename(Path(self.folder) / "media-undone")
        self.media_before.rename(media)
        sync_folder(media.parent)

    @property
    def media_before(self) -> Path:
        return Path(self.folder) / "media-before"


def wait_for_restore_transaction():
    """Wait until PostgreSQL has ended the transaction of a killed restore.

    It may still commit: a process can be killed after it has sent COMMIT.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            lock_restore_transaction()


def lock_restore_transaction():
    """Hold an advisory lock of PostgreSQL until this transaction, a restore's, has ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_NAMESPACE, RESTORE_TRANSACTION_LOCK]
        )


def remove_database(file: Path):
    """Remove a SQLite file and the files beside it."""
    file.unlink(missing_ok=True)
    remove_files_beside(file)


def remove_files_beside(file: Path):
    """Remove the logs of a SQLite file, and the locks of its writers."""
    for suffix in SQLITE_SUFFIXES:
        file.with_name(file.name + suffix).unlink(missing_ok=True)
