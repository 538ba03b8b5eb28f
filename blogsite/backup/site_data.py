"""Where the site's data lie: its database and its media."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection


def media_folder() -> Path:
    """Return the real folder of the media: MEDIA_ROOT may be a link to a larger disk."""
    return Path(settings.MEDIA_ROOT).resolve()


def sqlite_file() -> Path | None:
    """Return the database's file; None for PostgreSQL and for a database in memory."""
    name = str(connection.settings_dict["NAME"])
    in_file = connection.vendor == "sqlite" and ":memory:" not in name and "mode=memory" not in name
    return Path(name).resolve() if in_file else None


def database_name() -> str:
    """Name the database for people, without its password."""
    if connection.vendor == "sqlite":
        return f"the SQLite file {sqlite_file()}"
    address = postgresql_environment()
    host = address.get("PGHOST", "this machine")
    return f"the PostgreSQL database {address['PGDATABASE']} at {host}"


def postgresql_environment() -> dict[str, str]:
    """Return the database's address as PostgreSQL's own tools read it from the environment."""
    parameters = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    given = {names[key]: str(parameters[key]) for key in names if parameters.get(key)}
    return given | {"PGDATABASE": parameters["dbname"]}


def sync_folder(folder: Path):
    """Wait until renames in a folder are on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
