"""The shared cache on a server of its own, which may be away."""

import functools
import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def unless_away(ask, answer):
    """Make of a cache's method one that gives `answer` while the cache is away."""

    @functools.wraps(ask)
    def asked(*args, **kwargs):
        try:
            return ask(*args, **kwargs)
        except RedisError as error:
            logger.warning("The cache is away: %s", error)
            return answer

    return asked


class ServerCache(RedisCache):
    """Valkey or Redis. While it is away nothing is remembered, and the site goes on."""

    get = unless_away(RedisCache.get, None)
    get_many = unless_away(RedisCache.get_many, {})
    set = unless_away(RedisCache.set, None)
    add = unless_away(RedisCache.add, True)
    touch = unless_away(RedisCache.touch, False)
    incr = unless_away(RedisCache.incr, 1)
    delete = unless_away(RedisCache.delete, False)
