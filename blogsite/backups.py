"""One file that holds the site, its database and its media; `restoring` is the way back."""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

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
            if media_folder().is_dir():
                tar.add(media_folder(), "media")
        draft.chmod(0o600)
        draft.replace(path)
    oldest = NAME.format(timezone.now() - KEPT_FOR)
    for old in folder.glob("soundoff-*.tar"):
        if old.name < oldest:
            old.unlink()
    return path


def media_folder() -> Path:
    """Say where the media lie: what stands in their place may be a link to a larger disk."""
    return Path(settings.MEDIA_ROOT).resolve()


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


def described(path) -> dict:
    """Give what a backup tells of itself."""
    try:
        with tarfile.open(path, "r:") as tar:
            told = json.load(tar.extractfile("about.json"))
            erased = {label: list(keys) for label, keys in told["erased"].items()}
            return {"engine": told["engine"], "rows": dict(told["rows"]), "erased": erased}
    except (OSError, ValueError, tarfile.TarError) as error:
        raise BackupFailed(f"{path} is no backup: {error}.") from None
    except (KeyError, TypeError, AttributeError):
        raise BackupFailed(
            f"{path} was made by an earlier version of Soundoff, and this one cannot read it."
        ) from None


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
