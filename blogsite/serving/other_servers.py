"""Refuse to serve beside a server that uses the same PostgreSQL database with another SECRET_KEY.

Each of them would refuse the cookies and links of the other, and show people signed out at every
second click. Servers find each other by the names of their connections, which say a digest of the
key; they vanish with the connections, or stop being used where a pooler keeps them open.
"""

import hashlib
import sys

from blogsite import databases

NAME = "soundoff server"
OTHERS = (
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
    " AND starts_with(application_name, %s) AND application_name <> %s"
    " AND pid <> pg_backend_pid() AND (state_change IS NULL OR state <> 'idle'"
    " OR state_change > clock_timestamp() - make_interval(secs => %s)))"
)
IDLE_SECONDS = 30  # a server that runs asks something every ten seconds


def connection_name(secret_key: str) -> str:
    """Return the name of a server's connections; it reveals nothing of the key."""
    digest = hashlib.sha256(b"name of a connection" + secret_key.encode()).hexdigest()
    return f"{NAME} {digest[:12]}"


def name_connections(database: dict, secret_key: str):
    """Name the connections of this server in Django's setting of a database."""
    if not database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"].setdefault("application_name", connection_name(secret_key))


def refuse_another_key(database: dict, secret_key: str):
    """Exit with a message if a server with another key is running; `database` is Django's setting.

    Returns also if the database does not answer: the site then says so itself.
    """
    if not database["ENGINE"].endswith("sqlite3") and _has_another_key(database, secret_key):
        sys.exit(
            "Nothing is served: another server uses this database with a different SECRET_KEY."
            " All servers of a site need the same one. To change it, stop all of them first."
        )


def _has_another_key(database, secret_key) -> bool:
    import psycopg  # which a site on SQLite need not load

    try:
        with psycopg.connect(**databases.connection_parameters(database)) as connection:
            values = (f"{NAME} ", connection_name(secret_key), IDLE_SECONDS)
            return connection.execute(OTHERS, values).fetchone()[0]
    except psycopg.Error:
        return False
