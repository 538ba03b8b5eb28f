"""What all workers remember together. Limits and claims, and drawn pages, on Valkey or Redis where
CACHE_URL names one; else limits and claims alone, in a table of the database.
"""

import base64
import pickle
from urllib.parse import urlsplit

from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, router, transaction

TABLE = "shared_cache"  # a migration makes it
# Django counts the rows at every write: as many as that does not slow down.
MOST_ROWS = 20_000
# Seconds; a request that asks a cache which does not answer waits so long, once a question.
PATIENCE = 0.3
# As CACHE_URL names them, and as the client of both does.
SCHEMES = {
    "redis": "redis",
    "rediss": "rediss",
    "valkey": "redis",
    "valkeys": "rediss",
    "unix": "unix",
}
ON_A_SERVER = {
    "serializer": "blogsite.server_cache.Plain",
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    "retry": None,
}


def caches(url: str) -> dict:
    """Give Django's CACHES for the address in CACHE_URL, or for none."""
    if url:
        server = {
            "BACKEND": "blogsite.server_cache.ServerCache",
            "LOCATION": address(url),
            "OPTIONS": ON_A_SERVER,
        }
        return {"default": server, "pages": server | {"KEY_PREFIX": "page"}}
    table = {
        "BACKEND": "blogsite.shared_cache.TableCache",
        "LOCATION": TABLE,
        "OPTIONS": {"MAX_ENTRIES": MOST_ROWS},
    }
    return {"default": table}


def address(url: str) -> str:
    """Give the address as the client reads it. What is refused is not repeated: it may hold a
    password.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES or not rest or not has_port(url):
        raise ImproperlyConfigured(
            "CACHE_URL is no address of a cache; it is written like redis://127.0.0.1:6379/0,"
            " valkey://…, rediss:// or valkeys:// for TLS, or unix:///run/valkey/valkey.sock."
        )
    return f"{SCHEMES[scheme]}://{rest}"


def has_port(url: str) -> bool:
    """Whether its port is a number, or left to the client."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


class TableCache(DatabaseCache):
    """Django's cache in a table, whose counts are right: its own `incr` reads and then writes, so
    that of two workers one is not counted, and forgets when the count was to end.
    """

    def incr(self, key, delta=1, version=None):
        """Add to a count that is there, and give it. Raises ValueError where none is."""
        name = self.make_and_validate_key(key, version=version)
        connection = connections[router.db_for_write(self.cache_model_class)]
        update = f"UPDATE {connection.ops.quote_name(self._table)} SET"
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"{update} expires = expires WHERE cache_key = %s", [name])  # locks it
            count = self.get(key, version=version)
            if count is None:
                raise ValueError(f"There is no count {key!r}.")
            stored = base64.b64encode(pickle.dumps(count + delta)).decode()
            cursor.execute(f"{update} value = %s WHERE cache_key = %s", [stored, name])
        return count + delta
