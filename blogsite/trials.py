"""A restored database on trial: looked at and mended before it takes the place of the one there is.

Until then, whatever ends it (a refusal, a power cut) leaves the database as it was.
"""

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from itertools import takewhile
from pathlib import Path

from django.db import connection, transaction

from blogsite.backups import BackupFailed, run

# How long SQLite waits for whoever still has the database open: the site does not serve.
PATIENCE = 1  # second


@contextmanager
def tried(source: Path):
    """Ask the database that `source` holds, in here; it is the site's when nothing is raised."""
    database = in_a_file_beside if connection.vendor == "sqlite" else in_one_transaction
    with database(source):
        yield
    connection.close()  # the next begins without what loading has set


# SQLite: a file beside, and at the end its name


@contextmanager
def in_a_file_beside(source):
    site = Path(connection.settings_dict["NAME"]).resolve()
    tried = site.with_name(f"{site.name}.restoring")
    remove(tried)
    try:
        shutil.copyfile(source, tried)
        like(site, tried)
        refuse_damaged(tried)
        with connected_to(tried):
            yield
        with at_rest(tried):
            pass
        with at_rest(site):
            tried.replace(site)
        synced(site.parent)
    finally:
        remove(tried)


def refuse_damaged(file):
    try:
        with closing(sqlite3.connect(file)) as database:
            ((found,),) = database.execute("PRAGMA quick_check(1)")
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise BackupFailed(f"Its database is damaged: {found}.")


@contextmanager
def connected_to(file):
    connection.close()
    was, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], str(file)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = was


@contextmanager
def at_rest(file):
    """Put what its log holds into the database, and keep everybody out of it: a log left behind
    would be played into the next file of that name.
    """
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BackupFailed(f"{file} is in use, so stop the site first: {error}.") from None
        except sqlite3.DatabaseError:  # it is none any more, and this is why it is restored
            remove_log(file)
        yield


def like(site, file):
    """Give the file the owner and the mode that the site's has."""
    if site.exists():
        shutil.copymode(site, file)
        with suppress(PermissionError):
            os.chown(file, site.stat().st_uid, site.stat().st_gid)


def remove(file):
    file.unlink(missing_ok=True)
    remove_log(file)


def remove_log(file):
    for suffix in ("-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def synced(folder):
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


# PostgreSQL: all in one transaction of ours


@contextmanager
def in_one_transaction(source):
    script = source.with_name("database.sql")
    # Whom it belonged to, who might read it and what was said of it may be unknown here.
    bare = ("--no-owner", "--no-privileges", "--no-comments")
    run("pg_restore", *bare, f"--file={script}", str(source))
    with transaction.atomic():
        clear()
        play(script)
        yield


OURS = """
    SELECT format('DROP %s IF EXISTS %s CASCADE', kind, name) FROM (
        SELECT oid, oid::regclass::text AS name,
            CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
        FROM pg_class
        WHERE relkind IN ('r', 'p', 'S') AND relnamespace = current_schema()::regnamespace
        UNION ALL
        SELECT oid, oid::regprocedure::text, 'ROUTINE' FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
    ) AS ours
    WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = ours.oid AND deptype = 'e')
    ORDER BY kind DESC  -- tables first, whose sequences go with them
"""


def clear():
    """Take away what is there, also what a later release has added, but for extensions."""
    with connection.cursor() as cursor:
        cursor.execute(OURS)
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)


# A setting that pg_restore 17 names and an older server does not know.
UNKNOWN_TO_SOME = b"SET transaction_timeout "


def play(script: Path):
    """Do what pg_restore wrote for psql to do: statements, and rows after each COPY."""
    with script.open("rb") as lines, connection.cursor() as cursor:
        statements = []
        for line in lines:
            if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
                cursor.execute(b"".join(statements))
                statements = []
                with cursor.copy(line) as copy:
                    for row in takewhile(lambda row: row != b"\\.\n", lines):
                        copy.write(row)
            elif not line.startswith((b"\\", UNKNOWN_TO_SOME)):  # the first is a word to psql
                statements.append(line)
        cursor.execute(b"".join(statements))
        cursor.execute("RESET search_path")
