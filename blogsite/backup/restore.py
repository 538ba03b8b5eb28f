"""The way back from a backup: all of it, or nothing.

What was erased stays erased: a restored backup loses again what people had removed since it was
made, as far as the site's database or a later backup beside it remembers.
"""

import os
import shutil
import tarfile
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from blogsite.backup.dump import ERASABLE, BackupFailed, HashingReader, described
from blogsite.backup.site_data import media_folder
from blogsite.backup.unfinished import Work, whole_site
from blogsite.backup.verification import tried
from blogsite.models import Restore
from comments.tree_check import audit


def restore(path: Path, *, without_later=False) -> int:
    """Replace the site's database and media by what a backup holds.

    Returns how many texts were erased again. The site must not serve meanwhile. Raises
    BackupFailed, or SiteIsBusy when another command is at work; then nothing has changed.
    """
    with whole_site("restore"):
        about = described(path)
        if about["engine"] != connection.vendor:
            raise BackupFailed(f"It is of {about['engine']}, and DATABASE_URL of another.")
        erased = erased_now() | (set() if without_later else erased_in_later_backups(path))
        near = media_folder().parent
        near.mkdir(parents=True, exist_ok=True)
        with Work.begin("restore", near) as work:
            unpack(path, about["files"], Path(work.folder))
            with tried(work):
                with refused_by_the_database():
                    judge(about["rows"])
                    again = erase_again(erased)
                    Restore.objects.create(pk=work.key, backup=path.name)
                work.replace_media()
    return again


def judge(rows: dict):
    """Refuse a database that is not what the backup says, or that this release cannot serve."""
    loader = MigrationLoader(connection)
    if made_later := loader.applied_migrations.keys() - loader.disk_migrations.keys():
        names = ", ".join(sorted(".".join(key) for key in made_later))
        raise BackupFailed(f"It was made by a later release, which has {names}.")
    known = known_models()
    if any(known[label]._base_manager.count() != rows[label] for label in rows.keys() & known):
        raise BackupFailed("What came back is not what the backup says it holds.")
    call_command(migrate.Command(), interactive=False, verbosity=0)  # Django's: ours would wait
    for model in known.values():
        model._base_manager.first()  # names every column
    for fault in audit(repair=False):
        raise BackupFailed(f"Its threads are not whole: {fault}.")


@contextmanager
def refused_by_the_database():
    try:
        yield
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise BackupFailed(
            f"Its tables are not those of this release ({reason}): restore it with the release"
            " that made it, then go on to this one."
        ) from None


def known_models() -> dict:
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


# What was erased


def erased_now() -> set[tuple[str, int]]:
    """Return model and id of all that is erased; none where the database is new or lost."""
    try:
        return {
            (model._meta.label, pk)
            for model in ERASABLE
            for pk in model.objects.exclude(erased=None).values_list("pk", flat=True)
        }
    except DatabaseError:
        return set()


def erased_in_later_backups(path: Path) -> set[tuple[str, int]]:
    later = (other for other in path.parent.glob("soundoff-*.tar") if other.name > path.name)
    try:
        lists = [described(other)["erased"] for other in later]
    except BackupFailed as error:
        raise BackupFailed(
            f"{error} It is later than the one to restore, and says what people had erased until"
            " then. Without it: --without-later."
        ) from None
    return {(label, pk) for erased in lists for label, keys in erased.items() for pk in keys}


def erase_again(erased: set[tuple[str, int]]) -> int:
    rows = [
        row
        for model in ERASABLE
        for row in model.objects.filter(
            pk__in=sorted(pk for label, pk in erased if label == model._meta.label), erased=None
        )
    ]
    for row in rows:
        row.erase()
    return len(rows)


# The files


def unpack(path: Path, checksums: dict[str, str], folder: Path):
    """Unpack a backup into `folder`, each file held against its checksum.

    Raises BackupFailed when a file is damaged, was changed or added, or is missing.
    """
    missing = dict(checksums)
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                expected = missing.pop(member.name, None)
                if member.name != "about.json" and unpacked(tar, member, folder) != expected:
                    raise BackupFailed(
                        f"{path} is damaged or was changed: {member.name} is not what it was."
                    )
    except (OSError, tarfile.TarError) as error:
        raise BackupFailed(f"{path} is damaged: {error}.") from None
    if missing:
        raise BackupFailed(f"{path} is not whole: it lacks {min(missing)}.")
    if "database" not in checksums:
        raise BackupFailed(f"{path} holds no database.")


def unpacked(tar, member, folder: Path) -> str | None:
    """Unpack a file and return its checksum; None for what no backup of ours holds."""
    safe = tarfile.data_filter(member, folder)  # raises where a name leads out of the folder
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
