"""Write the site, its database and its media, into one file; `restore.py` reads it.

The file is a tar of `database`, `media/…` and, last, `about.json`: row counts, and the checksums of
the others. A backup that was cut off has no `about.json`.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import time
from collections.abc import Callable
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from accounts.privacy import erasable_models
from accounts.retention import IP_RETENTION
from blogsite.backup.mail_state import STOPPED, STOPPED_DIGESTS
from blogsite.backup.pictures import IN_FOLDER, place_of_pictures, stored_files
from blogsite.backup.site_data import postgresql_environment, sync_folder
from blogsite.backup.unfinished import Work, site_locked
from blogsite.object_store.media import media_bucket
from posts.replicas import read_from_replica

BACKUP_GLOB = "soundoff-*.tar"
BACKUP_NAME = "soundoff-{:%Y%m%dT%H%M%SZ}.tar"


class BackupFailed(Exception):
    """A backup or a restore that changed nothing; the message says why."""


def back_up(folder: Path, *, with_pictures=False) -> Path:
    """Write a backup into `folder`, remove those that are too old, and return its path.

    Pictures in a bucket are a part of it only `with_pictures`; those in a folder always are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with site_locked("backup"), Work.begin("backup", folder) as work:
        path = unused_path(folder)
        draft = Path(work.folder) / "draft.tar"
        write_backup(draft, Path(work.folder) / "database", with_pictures=with_pictures)
        draft.replace(path)
        sync_folder(folder)
    remove_old_backups(folder)
    return path


def unused_path(folder: Path) -> Path:
    """Return an unused path named after the current second, or a later one."""
    while (path := folder / BACKUP_NAME.format(timezone.now())).exists():
        time.sleep(0.1)
    return path


def remove_old_backups(folder: Path):
    """Remove backups older than IP_RETENTION by their names: they hold IP addresses."""
    oldest = BACKUP_NAME.format(timezone.now() - IP_RETENTION)
    for old in folder.glob(BACKUP_GLOB):
        if old.name < oldest:
            old.unlink()


def write_backup(draft: Path, dump: Path, *, with_pictures: bool):
    """Write the whole backup to `draft`; the database is dumped to `dump` first."""
    has_pictures = with_pictures or not media_bucket()
    about = read_from_replica(partial(dump_database, dump), failures=(BackupFailed,))
    with draft.open("xb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        about["files"] = {"database": add_file(tar, "database", dump.open("rb"))}
        about["pictures"] = {"place": place_of_pictures(), "included": has_pictures}
        for name, opened in stored_files() if has_pictures else ():
            with suppress(FileNotFoundError):
                about["files"][f"media/{name}"] = add_file(tar, f"media/{name}", opened())
        about["checksum"] = checksum(about)
        add_bytes(tar, "about.json", json.dumps(about).encode())
        tar.close()
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o600)


def dump_database(target: Path) -> dict:
    """Dump the database, and return what is in the dump."""
    with database_dump(target) as query:
        return contents(query)


def contents(query: Callable) -> dict:
    """Return a dump's row counts and erased ids; `query` runs SQL on the same snapshot."""
    rows = {
        model._meta.label: query(f'SELECT count(*) FROM "{model._meta.db_table}"')[0][0]  # noqa: S608 (ours)
        for model in apps.get_models(include_auto_created=True)
    }
    erased = {
        table.label: [pk for (pk,) in query(erased_keys(table))]
        for table in (model._meta for model in erasable_models())
    }
    erased[STOPPED] = [digest for (digest,) in query(STOPPED_DIGESTS)]
    return {"engine": connection.vendor, "rows": rows, "erased": erased}


def erased_keys(table) -> str:
    """Return the SQL for the ids of the erased rows of a table."""
    columns = (table.pk.column, table.db_table)
    return 'SELECT "{}" FROM "{}" WHERE erased IS NOT NULL ORDER BY 1'.format(*columns)  # noqa: S608 (ours)


# Files in the backup, and their checksums


class HashingReader:
    """A file that computes its SHA-256 as it is read."""

    def __init__(self, file):
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size=-1) -> bytes:
        data = self.file.read(size)
        self.hash.update(data)
        return data


def checksum_of(file) -> str:
    """Return the SHA-256 of the rest of an open file."""
    reader = HashingReader(file)
    while reader.read(2**20):
        pass
    return reader.hash.hexdigest()


def add_file(tar, name: str, file) -> str:
    """Add an open file and close it; return the checksum of the bytes added."""
    with file:
        member = tarfile.TarInfo(name)
        member.size, member.mode = file.seek(0, os.SEEK_END), 0o600
        file.seek(0)
        reader = HashingReader(file)
        tar.addfile(member, reader)
    return reader.hash.hexdigest()


def add_bytes(tar, name: str, content: bytes):
    """Add a file with this content."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def checksum(about: dict) -> str:
    """Return the checksum of a description, without the checksum that it may contain."""
    others = {key: value for key, value in about.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(others, sort_keys=True).encode()).hexdigest()


def read_description(path) -> dict:
    """Return the content of `about.json`; raise BackupFailed if it is foreign or was changed.

    The other files are not read: `restore.py` compares their checksums as it unpacks them.
    """
    about = read_about(path)
    try:
        erased = {label: list(keys) for label, keys in about["erased"].items()}
        description = {"engine": about["engine"], "rows": dict(about["rows"]), "erased": erased}
        description |= {"files": dict(about["files"]), "pictures": pictures_in(about)}
        is_unchanged = about["checksum"] == checksum(about)
    except (KeyError, TypeError, AttributeError):
        raise BackupFailed(
            f"{path} was made by an earlier version of Soundoff, and this one cannot read it:"
            " restore it with the version that made it, then go on to this one."
        ) from None
    if not is_unchanged:
        raise BackupFailed(f"{path} was changed after it was made: about.json is not what it was.")
    return description


def pictures_in(about: dict) -> dict:
    """Return where the pictures were, and whether the backup has them, as the first ones had."""
    pictures = about.get("pictures", {"place": IN_FOLDER, "included": True})
    return {"place": str(pictures["place"]), "included": bool(pictures["included"])}


def read_about(path):
    """Return the content of `about.json` unchecked; raise BackupFailed if there is none."""
    try:
        with tarfile.open(path, "r:") as tar:
            return json.load(tar.extractfile("about.json"))
    except KeyError:
        raise BackupFailed(
            f"{path} is not whole: about.json, which is written last, is missing."
        ) from None
    except (OSError, ValueError, tarfile.TarError) as error:
        raise BackupFailed(f"{path} is no backup: {error}.") from None


# The database


@contextmanager
def database_dump(target: Path):
    """Dump the database in one snapshot while the site goes on serving.

    Yields a function that runs SQL on the same snapshot.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(target)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
            with connection.wrap_database_errors:
                yield lambda sql: copy.execute(sql).fetchall()
        return
    with transaction.atomic(), connection.cursor() as cursor:

        def query(sql):
            cursor.execute(sql)
            return cursor.fetchall()

        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        ((snapshot,),) = query("SELECT pg_export_snapshot()")
        # The usual compression takes six times as long, for a sixth less.
        options = ("--format=custom", "--compress=1", "--no-owner", f"--snapshot={snapshot}")
        run("pg_dump", *options, f"--file={target}")
        yield query


def run(tool, *options):
    """Run one of PostgreSQL's tools on the site's database; raise BackupFailed if it fails."""
    if shutil.which(tool) is None:
        raise BackupFailed(f"There is no {tool}; it comes with PostgreSQL's client.")
    process = subprocess.run(  # noqa: S603 (our own arguments)
        [tool, *options],
        env=os.environ | postgresql_environment(),
        capture_output=True,
        text=True,
    )
    if process.returncode:
        raise BackupFailed(f"{tool}: {process.stderr.strip()}")
