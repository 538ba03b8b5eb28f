"""Say whether a database has the current tables, without loading Django.

The server checks this at each start. Only if not, `blogsite.old_database` looks again, in a process
that loads Django for it, and reports what is wrong.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from blogsite.databases import connection_parameters

# All databases since the migrations were last rewritten have it, and no earlier ones.
FIRST_MIGRATION = ("accounts", "0001_initial")
QUERY = "SELECT app, name FROM django_migrations"


def is_applied(database: dict) -> bool:
    """Return whether the current first migration was applied; `database` is Django's setting.

    False also for a database that cannot be read.
    """
    if database["ENGINE"].endswith("sqlite3"):
        return _is_in_sqlite(database["NAME"])
    return _is_in_postgresql(database)


def _is_in_sqlite(name) -> bool:
    if name == ":memory:":
        return False
    try:
        # Opened like this, a missing file is not created.
        url = f"{Path(name).resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(url, uri=True)) as connection:
            return FIRST_MIGRATION in connection.execute(QUERY).fetchall()
    except sqlite3.Error:
        return False


def _is_in_postgresql(database) -> bool:
    import psycopg

    try:
        with psycopg.connect(**connection_parameters(database)) as connection:
            return FIRST_MIGRATION in connection.execute(QUERY).fetchall()
    except psycopg.Error:
        return False
