"""Django's CACHES: rate limits, claims and rendered pages, shared by all workers.

They are on Valkey or Redis where CACHE_URL names one; else limits and claims alone, in a table of
the database.
"""

import base64
import pickle
from urllib.parse import urlsplit

from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, router, transaction

TABLE = "shared_cache"  # a migration makes it
# Django counts the rows at every write; with this many that is still fast.
MOST_ROWS = 20_000
# Seconds that a request waits for a cache server that does not answer, for each question.
SERVER_TIMEOUT = 0.3
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
    """Return the URL as the client reads it. Raises ImproperlyConfigured, without the URL itself:
    it may hold a password.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES or not rest or not has_port(url):
        raise ImproperlyConfigured(
            "CACHE_URL is no address of a cache; it is written like redis://127.0.0.1:6379/0,"
            " valkey://…, rediss:// or valkeys:// for TLS, or unix:///run/valkey/valkey.sock."
        )
    return f"{SCHEMES[scheme]}://{rest}"


def has_port(url: str) -> bool:
    """Return whether its port is a number, or left to the client."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


class TableCache(DatabaseCache):
    """Django's cache in a table, with an atomic `incr` that keeps the expiry.

    Django's own reads and then writes, so that one of two workers at once is not counted.
    """

    def incr(self, key, delta=1, version=None):
        """Add to a stored count and return it. Raises ValueError when there is none."""
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
