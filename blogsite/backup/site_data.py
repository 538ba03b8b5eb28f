"""Find the site's data: its database and its media."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection


def media_folder() -> Path:
    """Return the folder of the media with links resolved: MEDIA_ROOT may link to a larger disk."""
    return Path(settings.MEDIA_ROOT).resolve()


def sqlite_file() -> Path | None:
    """Return the database's file; None for PostgreSQL and for a database in memory."""
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and ":memory:" not in name and "mode=memory" not in name
    return Path(name).resolve() if is_file else None


def database_name() -> str:
    """Return a name of the database for people, without its password."""
    if connection.vendor == "sqlite":
        return f"the SQLite file {sqlite_file()}"
    variables = postgresql_environment()
    host = variables.get("PGHOST", "this machine")
    return f"the PostgreSQL database {variables['PGDATABASE']} at {host}"


# libpq's variables, by the names of its parameters.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


def postgresql_environment() -> dict[str, str]:
    """Return the environment variables that tell PostgreSQL's tools where the database is.

    Of several hosts, it is the one we are connected to: no other knows our snapshot.
    """
    parameters = connection.get_connection_params()
    if server := connection.connection:
        parameters |= {"host": server.info.host, "port": server.info.port}
    return {
        variable: str(parameters[name])
        for name, variable in VARIABLES.items()
        if parameters.get(name)
    }


def sync_folder(folder: Path):
    """Wait until renames in a folder have reached the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
