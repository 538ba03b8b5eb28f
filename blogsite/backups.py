"""One file that holds the site: its database and its media; and the way back.

What was erased stays erased: a restored backup loses again what people had taken away since it
was made, as far as the site's database or a later backup beside it remembers.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from comments.audit import audit
from comments.models import Comment
from moderation.models import ReportContents

NAME = "soundoff-{:%Y%m%dT%H%M%SZ}.tar"
# As long as addresses are kept: a backup holds them.
KEPT_FOR = timedelta(days=30)
# What people can have erased: `erased` says when, and `erase` does it again.
ERASABLE = [Comment, ReportContents]


class BackupFailed(Exception):
    """Nothing was written, or nothing restored; the message says why."""


def back_up(folder: Path) -> Path:
    """Write a backup into `folder`, take away those that are too old, and give its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME.format(timezone.now())
    with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as home:
        draft = Path(home) / "draft.tar"
        with dumped(Path(home) / "database") as ask:
            (Path(home) / "about.json").write_text(json.dumps(about(ask)))
        with tarfile.open(draft, "w") as tar:
            tar.add(Path(home) / "about.json", "about.json")
            tar.add(Path(home) / "database", "database")
            if Path(settings.MEDIA_ROOT).is_dir():
                tar.add(settings.MEDIA_ROOT, "media")
        draft.chmod(0o600)
        draft.replace(path)
    oldest = NAME.format(timezone.now() - KEPT_FOR)
    for old in folder.glob("soundoff-*.tar"):
        if old.name < oldest:
            old.unlink()
    return path


def restore(path: Path) -> int:
    """Put what a backup holds in the place of the site's database and media; give how many
    texts were erased again. The site does not serve meanwhile.
    """
    erased = erased_now() | erased_in_later_backups(path)
    with unpacked(path) as home:
        told = json.loads((home / "about.json").read_text())
        if told["engine"] != connection.vendor:
            raise BackupFailed(f"It is of {told['engine']}, and DATABASE_URL of another.")
        load(home / "database")
        if counts(told["rows"]) != told["rows"] or list(audit(repair=False)):
            raise BackupFailed("What came back is not what the backup says it holds.")
        replace_media(home / "media")
    call_command("migrate", interactive=False, verbosity=0)
    cache.clear()  # versions begin again from those of the backup: pages drawn since are no more
    return erase_again(erased)


def about(ask: Callable) -> dict:
    """Say what a dump holds; `ask` answers of that very moment, for the site goes on."""
    rows = {
        model._meta.label: ask(f'SELECT count(*) FROM "{model._meta.db_table}"')[0][0]  # noqa: S608 (ours)
        for model in apps.get_models(include_auto_created=True)
    }
    erased = {
        model._meta.label: [pk for (pk,) in ask(which_erased(model._meta))] for model in ERASABLE
    }
    return {"engine": connection.vendor, "rows": rows, "erased": erased}


def which_erased(table) -> str:
    columns = (table.pk.column, table.db_table)
    return 'SELECT "{}" FROM "{}" WHERE erased IS NOT NULL ORDER BY 1'.format(*columns)  # noqa: S608


def counts(labels: Iterable[str]) -> dict:
    """Give the number of rows of each model that this release knows."""
    known = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    return {label: known[label]._base_manager.count() for label in labels if label in known}


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
    told = (described(other)["erased"] for other in later)
    return {(label, pk) for erased in told for label, keys in erased.items() for pk in keys}


def described(path):
    try:
        with tarfile.open(path) as tar:
            return json.load(tar.extractfile("about.json"))
    except (OSError, KeyError, ValueError, tarfile.TarError) as error:
        raise BackupFailed(f"{path} is no backup: {error}") from None


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


# The database


@contextmanager
def dumped(target: Path):
    """Write the database as it is at one moment, while the site goes on; give what answers
    questions in SQL as of that moment.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(target)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
            with connection.wrap_database_errors:
                yield lambda question: copy.execute(question).fetchall()
        return
    with transaction.atomic(), connection.cursor() as cursor:

        def ask(question):
            cursor.execute(question)
            return cursor.fetchall()

        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        ((moment,),) = ask("SELECT pg_export_snapshot()")
        options = ("--format=custom", "--no-owner", f"--snapshot={moment}")
        run("pg_dump", *options, f"--file={target}")
        yield ask


def load(source: Path):
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(source)) as copy:
            connection.ensure_connection()
            copy.backup(connection.connection)
    else:
        connection.close()
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
        run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(source))


def run(tool, *options):
    """Run one of PostgreSQL's own tools on the site's database."""
    if shutil.which(tool) is None:
        raise BackupFailed(f"There is no {tool}; it comes with PostgreSQL's client.")
    done = subprocess.run(  # noqa: S603 (our own words)
        [tool, *options], env=os.environ | where(), capture_output=True, text=True
    )
    if done.returncode:
        raise BackupFailed(f"{tool}: {done.stderr.strip()}")


def place() -> str:
    """Name the database for whoever is to judge; what opens it is not said."""
    if connection.vendor == "sqlite":
        return f"the SQLite file {Path(connection.settings_dict['NAME']).resolve()}"
    told = where()
    return f"the PostgreSQL database {told['PGDATABASE']} at {told.get('PGHOST', 'this machine')}"


def where() -> dict:
    """Give the database's address as PostgreSQL's tools read it from the environment."""
    told = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    given = {names[key]: str(told[key]) for key in names if told.get(key)}
    return given | {"PGDATABASE": told["dbname"]}


# The files


@contextmanager
def unpacked(path: Path):
    described(path)
    near = Path(settings.MEDIA_ROOT).parent
    near.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=near, prefix=".restoring-") as home:
        with tarfile.open(path) as tar:
            tar.extractall(home, filter="data")
        yield Path(home)


def replace_media(source: Path):
    source.mkdir(exist_ok=True)
    media = Path(settings.MEDIA_ROOT)
    if media.exists():
        media.rename(source.with_name("media-before"))  # goes with what was unpacked
    source.rename(media)
