"""What a backup or a restore is about to make, written down before it makes anything.

Whichever command holds the lock next finds the record of one that was killed, and finishes or
undoes it. A restore is finished when the site's database holds its key: that is decided in one
moment, by the rename of a SQLite file or by PostgreSQL's commit. Before, the old media come back;
after, the new ones stay.
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
    LAST_TRANSACTION,
    OURS,
    SiteIsBusy,
    database_lock,
    media_lock,
)
from blogsite.models import Restore

SQLITE_LOGS = ("-wal", "-shm", "-journal")


@contextmanager
def whole_site(activity: str):
    """Lock the database and the media while the block runs, and first settle what is unfinished.

    Raises SiteIsBusy when another command is at work.
    """
    with database_lock(activity), media_lock(activity):
        settle_unfinished()
        yield


def records() -> list[Path]:
    return records_of(media_folder(), "backup", "restore")


def settle_unfinished():
    """Finish or undo what killed commands left. Only for those who hold both locks."""
    for record in records():
        try:
            work = Work.read(record)
        except ValueError:  # killed while it wrote the record: it has made nothing
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
    """A backup or a restore under way, and all that it makes.

    `folder` holds what it makes; `draft` is the SQLite file, beside the one that it replaces.
    """

    kind: str
    key: str
    database: str
    folder: str
    draft: str | None = None

    @classmethod
    @contextmanager
    def begin(cls, kind: str, folder: Path):
        """Begin in a new folder in `folder`, and clear up at the end, however it ends."""
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
        """Return the work of a record; raise ValueError when the record is not whole."""
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
        """Finish it when the database holds its key, else undo it; then clear up."""
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
        file = sqlite_file()
        if file and not file.exists():
            return False
        try:
            wait_for_last_transaction()
            tables = connection.introspection.table_names()
            return Restore._meta.db_table in tables and Restore.objects.filter(pk=self.key).exists()
        except OperationalError:
            raise
        except DatabaseError:  # a damaged SQLite file, which was to be replaced
            return False

    # The media

    def replace_media(self):
        """Put the unpacked media in the place of the site's, until the database decides."""
        media, new = media_folder(), Path(self.folder) / "media"
        new.mkdir(exist_ok=True)
        media.mkdir(exist_ok=True)
        media.rename(self.media_before)
        new.rename(media)
        sync_folder(media.parent)

    def put_media_back(self):
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


def wait_for_last_transaction():
    """Wait until PostgreSQL has ended the transaction of a restore that was killed.

    It may still commit: a process can be killed when its COMMIT is on the way.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            hold_last_transaction()


def hold_last_transaction():
    """Hold a lock of PostgreSQL to the end of this transaction, which is a restore's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [OURS, LAST_TRANSACTION])


def remove_database(file: Path):
    """Remove a SQLite file and its logs."""
    file.unlink(missing_ok=True)
    remove_logs(file)


def remove_logs(file: Path):
    for suffix in SQLITE_LOGS:
        file.with_name(file.name + suffix).unlink(missing_ok=True)
