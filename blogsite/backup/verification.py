"""Load a backup's database, so that it can be checked before it replaces the site's.

Until then, an error or a power cut leaves the site's database unchanged.
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
from blogsite.backup.unfinished import Work, lock_restore_transaction, remove_files_beside

# How long SQLite waits for other connections: the site must not be serving.
SQLITE_TIMEOUT_SECONDS = 1


@contextmanager
def database_on_trial(work: Work):
    """Load the unpacked database and connect to it; at the end of the block it becomes the site's.

    If the block raises, the site's database is unchanged.
    """
    source = Path(work.folder) / "database"
    if connection.vendor == "sqlite":
        with sqlite_file_on_trial(source, Path(work.draft)):
            yield
    else:
        with transaction_on_trial(source):
            yield
    connection.close()  # the next connection starts without the settings of the loaded script


# SQLite: a new file beside the site's, renamed at the end


@contextmanager
def sqlite_file_on_trial(source: Path, draft: Path):
    site = sqlite_file()
    shutil.copyfile(source, draft)
    make_private(draft, like=site)
    refuse_damaged(draft)
    with connection_to(draft):
        yield
    with exclusive_access(draft):
        pass
    with exclusive_access(site):
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
def connection_to(file):
    connection.close()
    site = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = site


@contextmanager
def exclusive_access(file):
    """Merge the logs of a SQLite file into it and lock it while the block runs.

    SQLite would apply a leftover log to the next file of that name. Raise BackupFailed if the file
    is in use.
    """
    with closing(sqlite3.connect(file, timeout=SQLITE_TIMEOUT_SECONDS)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BackupFailed(f"{file} is in use, so stop the site first: {error}.") from None
        except sqlite3.DatabaseError:  # it is damaged, which is a reason to restore
            remove_files_beside(file)
        yield


def make_private(draft: Path, like: Path):
    """Let only the user who owns the site's database read and write the file."""
    draft.chmod(0o600)
    with suppress(FileNotFoundError, PermissionError):
        owner = like.stat()
        os.chown(draft, owner.st_uid, owner.st_gid)


# PostgreSQL: everything in one transaction

# For building indexes, which PostgreSQL does with several processes; it takes what it needs.
INDEX_MEMORY = "512MB"


@contextmanager
def transaction_on_trial(source):
    script = source.with_name("database.sql")
    # This server may have other users, and adding comments needs a special privilege.
    bare = ("--no-owner", "--no-privileges", "--no-comments")
    run("pg_restore", *bare, f"--file={script}", str(source))
    with transaction.atomic():
        lock_restore_transaction()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [INDEX_MEMORY])
        drop_everything()
        run_script(script)
        yield


DROP_STATEMENTS = """
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


def drop_everything():
    """Drop all tables, sequences and functions except those of extensions, also other releases'."""
    with connection.cursor() as cursor:
        cursor.execute(DROP_STATEMENTS)
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)


# pg_restore 17 writes this setting, and older servers refuse it.
SETTING_SINCE_17 = b"SET transaction_timeout "


def run_script(script: Path):
    """Run pg_restore's script for psql: SQL statements, and rows after each COPY."""
    with script.open("rb") as lines, connection.cursor() as cursor:
        statements = []
        for line in lines:
            if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
                cursor.execute(b"".join(statements))
                statements = []
                with cursor.copy(line) as copy:
                    for row in takewhile(lambda row: row != b"\\.\n", lines):
                        copy.write(row)
            elif not line.startswith(
                (b"\\", SETTING_SINCE_17)
            ):  # psql's own commands begin with a backslash
                statements.append(line)
        cursor.execute(b"".join(statements))
        cursor.execute("RESET search_path")
