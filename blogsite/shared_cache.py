"""Django's CACHES: rate limits, claims and rendered pages, shared by all workers.

They are on Valkey or Redis if CACHE_URL names one; else only limits and claims, in a table of the
database.
"""

import itertools
from datetime import timedelta
from urllib.parse import urlsplit

from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, router
from django.utils import timezone

from blogsite.databases import without_sync

TABLE = "shared_cache"  # created by a migration
COUNT = f"""
    INSERT INTO {TABLE} (cache_key, value, expires) VALUES {{rows}}
    ON CONFLICT (cache_key) DO UPDATE SET value = CAST({TABLE}.value AS integer) + 1
    RETURNING cache_key, value
"""  # noqa: S608 (a name of ours)
UNCOUNT = f"""
    UPDATE {TABLE} SET value = CAST(value AS integer) - 1 WHERE cache_key IN ({{keys}})
"""  # noqa: S608 (a name of ours)
# Django counts the rows at every write; with this many that is still fast.
MOST_ROWS = 20_000
# After this many new counts by a process, the table is cut to that size.
NEW_COUNTS_PER_CULL = 100
# Seconds that a request waits for an unresponsive cache server, for each query.
SERVER_TIMEOUT = 0.3
# The schemes of CACHE_URL, with those of the client library.
SCHEMES = {
    "redis": "redis",
    "rediss": "rediss",
    "valkey": "redis",
    "valkeys": "rediss",
    "unix": "unix",
}
ON_A_SERVER = {
    "serializer": "blogsite.server_cache.Plain",
    "socket_timeout": SERVER_TIMEOUT,
    "socket_connect_timeout": SERVER_TIMEOUT,
    "retry": None,
}


def caches(url: str) -> dict:
    """Return Django's CACHES for the URL in CACHE_URL; "" means a table of the database."""
    if url:
        server = {
            "BACKEND": "blogsite.server_cache.ServerCache",
            "LOCATION": client_url(url),
            "OPTIONS": ON_A_SERVER,
        }
        return {"default": server, "pages": server | {"KEY_PREFIX": "page"}}
    table = {
        "BACKEND": "blogsite.shared_cache.TableCache",
        "LOCATION": TABLE,
        "OPTIONS": {"MAX_ENTRIES": MOST_ROWS},
    }
    return {"default": table}


def client_url(url: str) -> str:
    """Return the URL for the client library. Raises ImproperlyConfigured, without the URL itself:
    it may contain a password.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES or not rest or not has_port(url):
        raise ImproperlyConfigured(
            "CACHE_URL is not the URL of a cache; it is written like redis://127.0.0.1:6379/0,"
            " valkey://…, rediss:// or valkeys:// for TLS, or unix:///run/valkey/valkey.sock."
        )
    return f"{SCHEMES[scheme]}://{rest}"


def has_port(url: str) -> bool:
    """Return whether its port is a number, or missing."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


class TableCache(DatabaseCache):
    """Django's cache in a table, with counts, any number of them in one statement.

    `get` and the like do not work for counts.
    """

    new_counts = itertools.count(1)

    def count(self, keys: list[str], timeout) -> list[int]:
        """Add one to each count and return them; the keys differ.

        A count starts at 1, and may be deleted after `timeout` seconds.
        """
        connection = connections[router.db_for_write(self.cache_model_class)]
        expires = timezone.now() + timedelta(seconds=timeout)
        moment = connection.ops.adapt_datetimefield_value(expires)
        names = [self.make_and_validate_key(key) for key in keys]
        rows = ", ".join(["(%s, '1', %s)"] * len(names))
        values = [value for name in names for value in (name, moment)]
        with without_sync(connection), connection.cursor() as cursor:
            cursor.execute(COUNT.format(rows=rows), values)
            counts = {name: int(count) for name, count in cursor.fetchall()}
            for count in counts.values():
                if count == 1 and next(self.new_counts) % NEW_COUNTS_PER_CULL == 0:
                    self._cull_counts(connection.alias, cursor)
        return [counts[name] for name in names]

    def uncount(self, keys: list[str]):
        """Subtract one from each count."""
        names = [self.make_and_validate_key(key) for key in keys]
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(UNCOUNT.format(keys=", ".join(["%s"] * len(names))), names)

    def _cull_counts(self, alias, cursor):
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")  # noqa: S608 (a name of ours)
        rows = cursor.fetchone()[0]
        if rows > self._max_entries:
            self._cull(alias, cursor, timezone.now(), rows)
