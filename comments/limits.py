"""How often something may be done, counted in the cache that all workers share."""

import time
from dataclasses import dataclass
from hashlib import blake2b

from django.core.cache import cache


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds, by one hand and from one network. Where `in_all` is said,
    past so many from everywhere each network has only `when_crowded` left: nobody is shut out.
    """

    name: str
    seconds: int
    a_hand: int
    a_network: int
    in_all: int | None = None
    when_crowded: int = 0

    def take(self, *, hand: str = "", network: str = "") -> int:
        """Count one more; give 0, or the seconds to wait when it is one too many.

        What is "" is not known, and not counted. Who is refused counts no further: a flood from
        one network takes nothing from the others.
        """
        window, gone = divmod(int(time.time()), self.seconds)
        wait = self.seconds - gone
        for who, most in ((hand, self.a_hand), (network, self.a_network)):
            if who and self._count(who, window) > most:
                return wait
        if self.in_all and self._count("all", window) > self.in_all:
            return wait if self._count(f"crowded {network}", window) > self.when_crowded else 0
        return 0

    def _count(self, who, window):
        digest = blake2b(who.encode(), digest_size=12).hexdigest()  # no names in the cache
        key = f"limit.{self.name}.{digest}.{window}"
        if cache.add(key, 1, self.seconds):
            return 1
        try:
            return cache.incr(key)
        except ValueError:  # it ended in between
            return 1
