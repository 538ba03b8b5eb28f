"""The shared cache on its own server, which may be down."""

import functools
import json
import logging
import time
from contextlib import suppress

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, RedisError, TimeoutError

logger = logging.getLogger(__name__)

# A server that is down is not asked again for this long: one request waits, not all.
RETRY_AFTER_SECONDS = 1.0


class Plain:
    """Serializer: bytes or JSON, never pickle.

    Unpickling can run any code, so anybody who can write to the cache would control the site.
    """

    def dumps(self, value):
        return b"\0" + value if isinstance(value, bytes) else json.dumps(value).encode()

    def loads(self, stored):
        try:
            return stored[1:] if stored.startswith(b"\0") else json.loads(stored)
        except ValueError:
            return None  # written by another program


def unless_away(call, answer):
    """Wrap a cache method so that it returns `answer` while the server is down."""

    @functools.wraps(call)
    def method(self, *args, **kwargs):
        if time.monotonic() < self.away_until():
            return answer
        try:
            return call(self, *args, **kwargs)
        except RedisError as error:
            if isinstance(error, ConnectionError | TimeoutError):
                self.away[str(self._servers)] = time.monotonic() + RETRY_AFTER_SECONDS
            logger.warning("The cache is away: %s", error)
            return answer

    return method


def count(self, keys, timeout) -> list[int]:
    """Add one to each count and return them; they start at 1 and expire after `timeout` seconds."""
    return [_count_one(self, key, timeout) for key in keys]


def _count_one(self, key, timeout):
    if RedisCache.add(self, key, 1, timeout):
        return 1
    try:
        return RedisCache.incr(self, key)
    except ValueError:  # it has just expired
        return 1


def uncount(self, keys):
    """Subtract one from each count."""
    for key in keys:
        with suppress(ValueError):  # it has just expired
            RedisCache.decr(self, key)


class ServerCache(RedisCache):
    """Valkey or Redis. While it is down nothing is stored, and the site continues."""

    away: dict = {}  # servers → when to ask again; Django makes a cache for each thread

    def away_until(self) -> float:
        return self.away.get(str(self._servers), 0)

    get = unless_away(RedisCache.get, None)
    get_many = unless_away(RedisCache.get_many, {})
    set = unless_away(RedisCache.set, None)
    add = unless_away(RedisCache.add, True)
    touch = unless_away(RedisCache.touch, False)
    delete = unless_away(RedisCache.delete, False)
    count = unless_away(count, ())
    uncount = unless_away(uncount, None)
    clear = unless_away(RedisCache.clear, False)
