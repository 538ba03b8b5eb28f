"""Restore a backup: all of it, or nothing.

Erased texts stay erased: texts erased since the backup was made are erased again, if the site's
database or a later backup beside it lists them.
"""

import os
import shutil
import tarfile
from contextlib import contextmanager, suppress
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from accounts.privacy import erasable_models
from blogsite.backup.dump import BACKUP_GLOB, BackupFailed, HashingReader, read_description
from blogsite.backup.encryption import SUFFIX, opened
from blogsite.backup.mail_state import finish_again, finished_now, stop_again, stopped_now
from blogsite.backup.pictures import add_missing
from blogsite.backup.site_data import database_name, media_folder
from blogsite.backup.unfinished import Work, site_locked
from blogsite.backup.verification import database_on_trial
from blogsite.models import Restore
from blogsite.object_store.media import media_bucket
from blogsite.old_database import is_old, refuse_old_database
from comments.tree_check import audit


class TrialEnded(Exception):
    """The database of a backup is whole; nothing of it is to stay."""


def restore(
    path: Path, content: Path, *, without_later=False, is_trial=False, key_file=None
) -> int:
    """Replace the site's database and media with those of a backup; in a trial, leave them.

    `content` is the backup as `opened` yields it. `key_file` opens encrypted copies of later
    backups, which say what was erased until then. Return how many texts were erased again. The
    site must not be serving. Raise BackupFailed, OldDatabase if the site's own is of an earlier
    version, or SiteIsBusy while another command is running; then nothing has changed.
    """
    with site_locked("restore"):
        refuse_old_database()
        about = read_description(content)
        if about["engine"] != connection.vendor:
            raise BackupFailed(f"It is of {about['engine']}, and DATABASE_URL of another.")
        if is_trial:
            refuse_used_database()
        finished = finished_now()
        later = set() if without_later else erased_in_later_backups(path, key_file)
        erased = erased_now() | later
        near = media_folder().parent
        near.mkdir(parents=True, exist_ok=True)
        with Work.begin("restore", near) as work, suppress(TrialEnded):
            unpack(content, about["files"], Path(work.folder))
            with database_on_trial(work):
                with database_errors_explained():
                    verify_database(about["rows"])
                    again = erase_again(erased)
                    stop_again(erased)
                    finish_again(finished)
                    Restore.objects.create(pk=work.key, backup=path.name)
                if is_trial:
                    raise TrialEnded
                put_pictures_back(work, about["pictures"])
    return again


def refuse_used_database():
    """Raise BackupFailed if PostgreSQL's database has tables: a trial would lock them all.

    On SQLite a trial is made in a file of its own.
    """
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        raise BackupFailed(f"A trial needs an empty database: {database_name()} has tables.")


def put_pictures_back(work: Work, pictures: dict):
    """Put the unpacked pictures where the site stores its own; without any, those stay."""
    if pictures["included"] and media_bucket():
        add_missing(Path(work.folder) / "media")
    elif pictures["included"]:
        work.replace_media()


def verify_database(rows: dict):
    """Raise BackupFailed if the database is not as described or this release cannot serve it."""
    if is_old():
        raise BackupFailed(
            "Its tables are of an earlier version of Soundoff: restore it with that version."
        )
    loader = MigrationLoader(connection)
    if unknown_migrations := loader.applied_migrations.keys() - loader.disk_migrations.keys():
        names = ", ".join(sorted(".".join(key) for key in unknown_migrations))
        raise BackupFailed(f"It was made by a later release, which has {names}.")
    models = models_by_label()
    if any(models[label]._base_manager.count() != rows[label] for label in rows.keys() & models):
        raise BackupFailed("What came back is not what the backup says it holds.")
    call_command(
        migrate.Command(), interactive=False, verbosity=0
    )  # Django's own: ours would wait for the lock
    for model in models.values():
        model._base_manager.first()  # the query names every column
    for fault in audit(repair=False):
        raise BackupFailed(f"Its threads are not whole: {fault}.")


@contextmanager
def database_errors_explained():
    """Turn a database error into a BackupFailed that says what to do."""
    try:
        yield
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise BackupFailed(
            f"Its tables are not those of this release ({reason}): restore it with the release"
            " that made it, then go on to this one."
        ) from None


def models_by_label() -> dict:
    """Return all models by their labels, such as "comments.Comment"."""
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


# Erased texts


def erased_now() -> set[tuple[str, int | str]]:
    """Return label and id of each erased row, and the mailboxes whose owners want no mail.

    An empty set if the database is new or unreadable.
    """
    try:
        return stopped_now() | {
            (model._meta.label, pk)
            for model in erasable_models()
            for pk in model.objects.exclude(erased=None).values_list("pk", flat=True)
        }
    except DatabaseError:
        return set()


def erased_in_later_backups(path: Path, key_file: Path | None) -> set[tuple[str, int | str]]:
    """Return label and id of each row that a later backup in the same folder lists as erased."""
    try:
        lists = []
        for other in later_backups(path):
            with opened(other, key_file) as content:
                lists.append(read_description(content)["erased"])
    except BackupFailed as error:
        raise BackupFailed(
            f"{error} It is later than the one to restore, and says what people had erased until"
            " then. Without it: --without-later."
        ) from None
    return {(label, pk) for erased in lists for label, keys in erased.items() for pk in keys}


def later_backups(path: Path) -> list[Path]:
    """Return the later backups in the folder of a backup; an encrypted copy where that is all."""
    plain = {other.name: other for other in path.parent.glob(BACKUP_GLOB)}
    encrypted = {other.stem: other for other in path.parent.glob(BACKUP_GLOB + SUFFIX)}
    return [other for name, other in sorted((encrypted | plain).items()) if name > path.name]


def erase_again(erased: set[tuple[str, int | str]]) -> int:
    """Erase these rows if the restored database still has their texts; return how many."""
    rows = [
        row
        for model in erasable_models()
        for row in model.objects.filter(
            pk__in=sorted(pk for label, pk in erased if label == model._meta.label), erased=None
        )
    ]
    for row in rows:
        row.erase()
    return len(rows)


# Files


def unpack(path: Path, checksums: dict[str, str], folder: Path):
    """Unpack a backup into `folder` and compare each file with its checksum.

    Raise BackupFailed if a file is damaged, was changed or added, or is missing.
    """
    missing = dict(checksums)
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                expected = missing.pop(member.name, None)
                if member.name != "about.json" and unpack_file(tar, member, folder) != expected:
                    raise BackupFailed(
                        f"{path} is damaged or was changed: {member.name} is not what it was."
                    )
    except (OSError, tarfile.TarError) as error:
        raise BackupFailed(f"{path} is damaged: {error}.") from None
    if missing:
        raise BackupFailed(f"{path} is not whole: it lacks {min(missing)}.")
    if "database" not in checksums:
        raise BackupFailed(f"{path} holds no database.")


def unpack_file(tar, member, folder: Path) -> str | None:
    """Unpack a file and return its checksum; None for a file that does not belong in a backup."""
    safe = tarfile.data_filter(member, folder)  # raises if a name leads out of the folder
    ours = safe.name == "database" or safe.name.startswith("media/")
    if not ours or safe.type != tarfile.REGTYPE:
        return None
    target = folder / safe.name
    target.parent.mkdir(parents=True, exist_ok=True)
    reader = HashingReader(tar.extractfile(member))
    with target.open("xb") as file:
        shutil.copyfileobj(reader, file)
        file.flush()
        os.fsync(file.fileno())
    return reader.hash.hexdigest()
