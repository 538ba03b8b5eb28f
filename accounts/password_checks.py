"""The checks of passwords: slow on purpose, so only a few run at once."""

import time
import unicodedata
from contextlib import contextmanager
from threading import Condition

from accounts.networks import counted_networks

# Checks that a process runs at once: each keeps a core busy for most of a second.
MAX_RUNNING = 2
# Requests that may wait, in all and from one network: as many as are served within WAIT_SECONDS.
# The other threads serve readers.
MAX_WAITING = 12
MAX_WAITING_PER_NETWORK = 4
# Beyond MAX_WAITING, only the first request of a network waits, up to this many in all.
HARD_MAX_WAITING = 40
WAIT_SECONDS = 5


class TooBusy(Exception):
    """A request waited longer than WAIT_SECONDS."""


class Turns:
    """Runs a few threads of a process at once, and makes a few more wait for their turn.

    The networks take turns, so that a flood of attempts from one delays nobody else for long.
    """

    def __init__(self, at_once=MAX_RUNNING, waiting=MAX_WAITING, wait_seconds=WAIT_SECONDS):
        self._max_running, self._max_waiting, self._wait_seconds = at_once, waiting, wait_seconds
        self._changed = Condition()
        self._working: list[str] = []  # networks
        self._waiting: list[Waiter] = []  # in the order they came
        # When each network with waiting requests last had a turn
        self._last_turns: dict[str, float] = {}

    @contextmanager
    def turn(self, network=""):
        """Wait for a turn and hold it for the block. Raises TooBusy."""
        with self._changed:
            self._wait(Waiter(network))
        try:
            yield
        finally:
            with self._changed:
                self._working.remove(network)
                self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Return how many requests wait for a turn."""
        return len(self._waiting)

    def _wait(self, waiter):
        if not self._is_free and not self._has_room_for(waiter.network):
            raise TooBusy
        self._waiting.append(waiter)
        try:
            if not self._changed.wait_for(lambda: self._is_next(waiter), self._wait_seconds):
                raise TooBusy
            self._begin(waiter.network)
        finally:
            self._waiting.remove(waiter)
            self._changed.notify_all()

    @property
    def _is_free(self):
        return len(self._working) + len(self._waiting) < self._max_running

    def _has_room_for(self, network):
        own = sum(waiter.network == network for waiter in self._waiting)
        if len(self._waiting) < self._max_waiting:
            return own < MAX_WAITING_PER_NETWORK
        return self._max_waiting > 0 and own == 0 and len(self._waiting) < HARD_MAX_WAITING

    def _is_next(self, waiter):
        is_free = len(self._working) < self._max_running
        return is_free and waiter is min(self._waiting, key=self._order)

    def _order(self, waiter):
        """Return the sort key: networks that waited longest come first."""
        return self._last_turns.get(waiter.network, 0)

    def _begin(self, network):
        self._working.append(network)
        self._last_turns[network] = time.monotonic()
        waiting = {waiter.network for waiter in self._waiting}
        self._last_turns = {name: at for name, at in self._last_turns.items() if name in waiting}


class Waiter:
    """A request that waits for a turn, and its network."""

    def __init__(self, network):
        self.network = network


turns = Turns()


def turn_for(request):
    """Return the turn in which the passwords of a request are checked, as a context manager."""
    return turns.turn(counted_networks(request.client_ip)[1])


def counted_name(name: str, ip: str | None) -> str:
    """Return the key that counts the attempts for one name from one network.

    By network: a stranger elsewhere must not lock the owner of a name out.
    """
    same = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return f"{''.join(same.split())} {counted_networks(ip)[1]}"
