"""The way back from a backup: all of it, or nothing.

What was erased stays erased: a restored backup loses again what people had taken away since it
was made, as far as the site's database or a later backup beside it remembers.
"""

import shutil
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from blogsite.backups import ERASABLE, BackupFailed, described, media_folder
from blogsite.trials import tried
from comments.audit import audit


def restore(path: Path, *, without_later=False) -> int:
    """Put what a backup holds in the place of the site's database and media; give how many
    texts were erased again. The site does not serve meanwhile.
    """
    told = described(path)
    if told["engine"] != connection.vendor:
        raise BackupFailed(f"It is of {told['engine']}, and DATABASE_URL of another.")
    erased = erased_now() | (set() if without_later else erased_in_later_backups(path))
    with (
        unpacked(path) as home,
        media_put_back(home) as replace_media,
        tried(home / "database"),
    ):
        with refused_by_the_database():
            judge(told["rows"])
            again = erase_again(erased)
        replace_media()
    cache.clear()  # versions begin again from those of the backup: pages drawn since are no more
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
    call_command("migrate", interactive=False, verbosity=0)
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
    """Give model and id of all that is erased; none where the database is new or lost."""
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
        told = [described(other)["erased"] for other in later]
    except BackupFailed as error:
        raise BackupFailed(
            f"{error} It is later than the one to restore, and says what people had erased by"
            " then. Without it: --without-later."
        ) from None
    return {(label, pk) for erased in told for label, keys in erased.items() for pk in keys}


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


@contextmanager
def unpacked(path: Path):
    near = media_folder().parent
    near.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=near, prefix=".restoring-") as home:
        try:
            with tarfile.open(path, "r:") as tar:
                tar.extractall(home, filter="data")
        except tarfile.TarError as error:
            raise BackupFailed(f"{path} is damaged: {error}") from None
        yield Path(home)
    for left in near.glob(".restoring-*"):  # by one that was killed
        shutil.rmtree(left)


@contextmanager
def media_put_back(home: Path):
    """Give what replaces the media; they come back when what follows fails."""
    media, before, new = media_folder(), home / "media-before", home / "media"

    def replace():
        new.mkdir(exist_ok=True)
        media.mkdir(exist_ok=True)
        media.rename(before)
        new.rename(media)

    try:
        yield replace
    except BaseException:
        if before.exists():
            if media.exists():
                media.rename(new)
            before.rename(media)
        raise
