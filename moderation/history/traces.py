"""Names, e-mail addresses and networks of a person's newest comments."""

from collections import Counter
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from accounts.retention import IP_RETENTION
from comments.models import Comment

MAX_COMMENTS = 200  # the newest that are read, of the person and of others in each network
MAX_LISTED = 10  # names, e-mail addresses
MAX_PLACES = 5  # IP addresses, networks


class Neighbour(NamedTuple):
    """A name that somebody else used in a network of the person, and its frequency."""

    name: str
    person_id: int
    count: int


class Traces:
    """Names, e-mail and IP addresses, and networks of a person's newest comments, newest first."""

    def __init__(self, history):
        self._history = history

    @cached_property
    def _rows(self):
        newest = self._history.comments.order_by("-created", "-pk")[:MAX_COMMENTS]
        return list(newest.values_list("name", "email", "ip", "network"))

    def _column(self, index, limit):
        values = dict.fromkeys(row[index] for row in self._rows if row[index])
        return list(values)[:limit]

    @cached_property
    def names(self) -> list[tuple[str, int]]:
        """Return the names they wrote under, each with its frequency."""
        counts = Counter(row[0] for row in self._rows if row[0])
        return [(name, counts[name]) for name in self._column(0, MAX_LISTED)]

    @property
    def emails(self) -> list[str]:
        return self._column(1, MAX_LISTED)

    @property
    def ips(self) -> list[str]:
        return self._column(2, MAX_PLACES)

    @property
    def networks(self) -> list[str]:
        return self._column(3, MAX_PLACES)

    @cached_property
    def neighbours(self) -> list[Neighbour]:
        """Return the names that others recently used in the same networks, the most frequent first.

        Only recent ones: IP addresses are deleted then, and networks change hands.
        """
        counts = Counter(key for network in self.networks for key in self._others_in(network))
        return [Neighbour(*key, count) for key, count in counts.most_common(MAX_LISTED)]

    def _others_in(self, network):
        """Return the name and author of other people's newest comments from one network.

        For one network the index has them in order; for several a database would read them all.
        """
        since, history = timezone.now() - IP_RETENTION, self._history
        near = Comment.objects.with_network(network).filter(history.scope, created__gt=since)
        others = near.exclude(author__in=history.ids).exclude(name="").order_by("-created")
        return others.values_list("name", "author")[:MAX_COMMENTS]
