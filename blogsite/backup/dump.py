"""One file that holds the site, its database and its media; `restoring` is the way back.

A tar of `database`, `media/…` and, last, `about.json`: what the others are, row counts and
checksums. A backup that was cut off has no `about.json`.
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
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from blogsite.backup.site_data import media_folder, postgresql_environment, sync_folder
from blogsite.backup.unfinished import Work, whole_site
from comments.models import Comment
from moderation.models import ReportContents

NAME = "soundoff-{:%Y%m%dT%H%M%SZ}.tar"
# As long as IP addresses: a backup holds them.
BACKUP_LIFE = timedelta(days=30)
# Models with texts that people can have erased: `erased` says when, and `erase` does it again.
ERASABLE = [Comment, ReportContents]


class BackupFailed(Exception):
    """Nothing was written, or nothing restored; the message says why."""


def back_up(folder: Path) -> Path:
    """Write a backup into `folder`, remove those that are too old, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    with whole_site("backup"), Work.begin("backup", folder) as work:
        path = unused_path(folder)
        draft = Path(work.folder) / "draft.tar"
        write_backup(draft, dump=Path(work.folder) / "database")
        draft.replace(path)
        sync_folder(folder)
    remove_old_backups(folder)
    return path


def unused_path(folder: Path) -> Path:
    """Return a path named for this second, or for the next when a backup has the name."""
    while (path := folder / NAME.format(timezone.now())).exists():
        time.sleep(0.1)
    return path


def remove_old_backups(folder: Path):
    oldest = NAME.format(timezone.now() - BACKUP_LIFE)
    for old in folder.glob("soundoff-*.tar"):
        if old.name < oldest:
            old.unlink()


def write_backup(draft: Path, dump: Path):
    """Write the whole backup to `draft`; the database is dumped to `dump` first."""
    with dumped(dump) as query:
        about = contents(query)
    with draft.open("xb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        about["files"] = {"database": add_file(tar, "database", dump)}
        for path in sorted(media_folder().rglob("*")):
            if path.is_file():
                name = f"media/{path.relative_to(media_folder())}"
                with suppress(FileNotFoundError):  # removed since, while the site goes on
                    about["files"][name] = add_file(tar, name, path)
        about["checksum"] = checksum(about)
        add_bytes(tar, "about.json", json.dumps(about).encode())
        tar.close()
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o600)


def contents(query: Callable) -> dict:
    """Return what a dump holds; `query` answers SQL as of the moment of the dump."""
    rows = {
        model._meta.label: query(f'SELECT count(*) FROM "{model._meta.db_table}"')[0][0]  # noqa: S608 (ours)
        for model in apps.get_models(include_auto_created=True)
    }
    erased = {
        model._meta.label: [pk for (pk,) in query(erased_keys(model._meta))] for model in ERASABLE
    }
    return {"engine": connection.vendor, "rows": rows, "erased": erased}


def erased_keys(table) -> str:
    columns = (table.pk.column, table.db_table)
    return 'SELECT "{}" FROM "{}" WHERE erased IS NOT NULL ORDER BY 1'.format(*columns)  # noqa: S608


# Files in the backup, and their checksums


class HashingReader:
    """A file that is hashed as it is read."""

    def __init__(self, file):
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size=-1) -> bytes:
        data = self.file.read(size)
        self.hash.update(data)
        return data


def add_file(tar, name: str, path: Path) -> str:
    """Add a file and return its checksum: of the bytes that went in, for it may change."""
    with path.open("rb") as file:
        member = tarfile.TarInfo(name)
        member.size, member.mode = os.fstat(file.fileno()).st_size, 0o600
        reader = HashingReader(file)
        tar.addfile(member, reader)
    return reader.hash.hexdigest()


def add_bytes(tar, name: str, content: bytes):
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def checksum(about: dict) -> str:
    """Return the checksum of a description, without the one that it may carry."""
    others = {key: value for key, value in about.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(others, sort_keys=True).encode()).hexdigest()


def described(path) -> dict:
    """Return a backup's description of itself; raise BackupFailed when it is not ours or changed.

    The files are not read: `restoring` holds them against their checksums as it unpacks them.
    """
    about = read_about(path)
    try:
        erased = {label: list(keys) for label, keys in about["erased"].items()}
        told = {"engine": about["engine"], "rows": dict(about["rows"]), "erased": erased}
        told |= {"files": dict(about["files"])}
        right = about["checksum"] == checksum(about)
    except (KeyError, TypeError, AttributeError):
        raise BackupFailed(
            f"{path} was made by an earlier version of Soundoff, and this one cannot read it:"
            " restore it with the version that made it, then go on to this one."
        ) from None
    if not right:
        raise BackupFailed(f"{path} was changed after it was made: about.json is not what it was.")
    return told


def read_about(path):
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
def dumped(target: Path):
    """Dump the database as it is at one moment, while the site goes on; yield a function that
    answers SQL as of that moment.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(target)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
            with connection.wrap_database_errors:
                yield lambda question: copy.execute(question).fetchall()
        return
    with transaction.atomic(), connection.cursor() as cursor:

        def query(question):
            cursor.execute(question)
            return cursor.fetchall()

        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        ((moment,),) = query("SELECT pg_export_snapshot()")
        options = ("--format=custom", "--no-owner", f"--snapshot={moment}")
        run("pg_dump", *options, f"--file={target}")
        yield query


def run(tool, *options):
    """Run one of PostgreSQL's own tools on the site's database."""
    if shutil.which(tool) is None:
        raise BackupFailed(f"There is no {tool}; it comes with PostgreSQL's client.")
    done = subprocess.run(  # noqa: S603 (our own words)
        [tool, *options],
        env=os.environ | postgresql_environment(),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BackupFailed(f"{tool}: {done.stderr.strip()}")
