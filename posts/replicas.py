"""Read from a replica what is expensive and may be seconds late; from the primary if none can.

While a function reads from a replica, Django's connection "default" of this thread is that of the
replica, so that its code, SQL of ours and PostgreSQL's tools need not know. It must only read:
a replica takes no writes, and people who have just signed in may be unknown there.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial, wraps

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction

log = logging.getLogger(__name__)

AWAY_SECONDS = 10  # for so long nobody asks a replica that failed
QUERY_CANCELED = "57014"  # by a limit of ours, which the primary has, too

# A replica that has lost its primary still answers, with what it knew then: removed comments, too.
IS_CURRENT = """
SELECT NOT pg_is_in_recovery() OR (
    EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL) AND (
        pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
        OR clock_timestamp() - pg_last_xact_replay_timestamp() < interval '10 seconds'
    )
)
"""

_away_until: dict[str, float] = {}  # alias → moment of time.monotonic()


def read_from_replica[T](read: Callable[[], T], failures: tuple[type[Exception], ...] = ()) -> T:
    """Return what `read()` returns, read from a replica if one is current.

    It is called again, on the next replica or on the primary, if a replica fails meanwhile;
    `failures` are what programs that it runs raise then.
    """
    for alias in _aliases():
        try:
            with _as_default(alias):
                if _is_current():
                    return read()
            log.warning("%s does not follow the primary", alias)
        except (OperationalError, InterfaceError, *failures) as error:
            if getattr(error.__cause__, "sqlstate", None) == QUERY_CANCELED:
                raise
            log.warning("%s does not answer: %s", alias, error)
        _away_until[alias] = time.monotonic() + AWAY_SECONDS
    return read()


def from_replica(view):
    """Return the view of a public page, read from a replica in one snapshot.

    What a cached page shows and the version that it is stored by belong to the same moment. A `?v=`
    asks for at least that version, which the primary has.
    """

    @wraps(view)
    def show(request, *args, **kwargs):
        answer = partial(_rendered, view, request, *args, **kwargs)
        if "v" in request.GET:
            return answer()
        return read_from_replica(partial(_in_snapshot, answer))

    return show


def _in_snapshot(read):
    if connections[DEFAULT_DB_ALIAS].alias == DEFAULT_DB_ALIAS:
        return read()
    with transaction.atomic():  # its isolation level is that of the replica's settings
        return read()


def _rendered(view, request, *args, **kwargs):
    response = view(request, *args, **kwargs)
    # What is rendered after the view has returned would be read from the primary.
    return response.render() if hasattr(response, "render") else response


def _aliases() -> list[str]:
    """Return the names of the replicas that have not just failed, in any order."""
    now = time.monotonic()
    there = [alias for alias in settings.REPLICAS if now >= _away_until.get(alias, 0)]
    return random.sample(there, len(there))


@contextmanager
def _as_default(alias):
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[alias]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


def _is_current() -> bool:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(IS_CURRENT)
        return cursor.fetchone()[0]
