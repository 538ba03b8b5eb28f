"""A restored database on trial: looked at and mended before it takes the place of the site's.

Until then, whatever ends it (a refusal, a power cut) leaves the site's database as it was.
"""

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from itertools import takewhile
from pathlib import Path

from django.db import connection, transaction

from blogsite.backup.dump import BackupFailed, run
from blogsite.backup.site_data import sqlite_file, sync_folder
from blogsite.backup.unfinished import Work, hold_last_transaction, remove_logs

# Seconds that SQLite waits for those who still have the database open: the site must not serve.
PATIENCE = 1


@contextmanager
def tried(work: Work):
    """Load the unpacked database and connect to it; at the end of the block it becomes the
    site's, unless something is raised.
    """
    source = Path(work.folder) / "database"
    if connection.vendor == "sqlite":
        with in_a_file_beside(source, Path(work.draft)):
            yield
    else:
        with in_one_transaction(source):
            yield
    connection.close()  # the next begins without what loading has set


# SQLite: a file beside, which at the end takes the name


@contextmanager
def in_a_file_beside(source: Path, draft: Path):
    site = sqlite_file()
    shutil.copyfile(source, draft)
    make_private(draft, like=site)
    refuse_damaged(draft)
    with connected_to(draft):
        yield
    with at_rest(draft):
        pass
    with at_rest(site):
        draft.replace(site)
        sync_folder(site.parent)


def refuse_damaged(file):
    try:
        with closing(sqlite3.connect(file)) as database:
            ((answer,),) = database.execute("PRAGMA quick_check(1)")
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise BackupFailed(f"Its database is damaged: {answer}.")


@contextmanager
def connected_to(file):
    connection.close()
    site = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = site


@contextmanager
def at_rest(file):
    """Write the log of a database into it and lock others out of it while the block runs.

    A log left behind would be played into the next file of that name.
    """
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BackupFailed(f"{file} is in use, so stop the site first: {error}.") from None
        except sqlite3.DatabaseError:  # it is damaged, and this is why it is restored
            remove_logs(file)
        yield


def make_private(draft: Path, like: Path):
    """Let only the user who owns the site's database read and write the file."""
    draft.chmod(0o600)
    with suppress(FileNotFoundError, PermissionError):
        owner = like.stat()
        os.chown(draft, owner.st_uid, owner.st_gid)


# PostgreSQL: all in one transaction of ours


@contextmanager
def in_one_transaction(source):
    script = source.with_name("database.sql")
    # Its owner and others with rights may be unknown here; comments need a right of their own.
    bare = ("--no-owner", "--no-privileges", "--no-comments")
    run("pg_restore", *bare, f"--file={script}", str(source))
    with transaction.atomic():
        hold_last_transaction()
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
    """Drop everything but extensions, also what a later release has added."""
    with connection.cursor() as cursor:
        cursor.execute(OURS)
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)


# A setting that pg_restore 17 names and an older server does not know.
UNKNOWN_TO_SOME = b"SET transaction_timeout "


def play(script: Path):
    """Run a script that pg_restore wrote for psql: statements, and rows after each COPY."""
    with script.open("rb") as lines, connection.cursor() as cursor:
        statements = []
        for line in lines:
            if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
                cursor.execute(b"".join(statements))
                statements = []
                with cursor.copy(line) as copy:
                    for row in takewhile(lambda row: row != b"\\.\n", lines):
                        copy.write(row)
            elif not line.startswith((b"\\", UNKNOWN_TO_SOME)):  # a backslash is a command of psql
                statements.append(line)
        cursor.execute(b"".join(statements))
        cursor.execute("RESET search_path")
