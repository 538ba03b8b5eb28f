"""The comments before the current one of a trial, as far back as the rule looks."""

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_network
from itertools import takewhile

from accounts.limits import HOUR
from accounts.networks import WIDE_PREFIXES
from comments.models import Comment


@dataclass(slots=True)
class Earlier:
    """The facts of an earlier comment that rules need: time, author, place, and text."""

    created: datetime
    groups: tuple
    place: tuple  # post and parent
    text: str | None  # None if it was erased
    withdrawn: datetime | None

    def stood_at(self, moment) -> bool:
        """Return whether its author had not withdrawn it yet and its text still exists."""
        is_withdrawn = self.withdrawn is not None and self.withdrawn <= moment
        return self.text is not None and not is_withdrawn


class Past:
    """Earlier comments, oldest first: of everybody, and by author and network.

    Comments are added in the order of their arrival, each after it was tried, so that none finds
    itself or a later one. Those older than `reach` are dropped.
    """

    def __init__(self, reach: timedelta):
        self.reach, self.now = reach, None
        self.everybody, self._groups = deque(), defaultdict(deque)

    def move_to(self, moment):
        """Drop comments that are too old for a comment at this moment."""
        self.now = moment
        while self.everybody and self.everybody[0].created <= moment - self.reach:
            for key in self.everybody.popleft().groups:
                self._groups[key].popleft()
                if not self._groups[key]:
                    del self._groups[key]

    def add(self, past):
        """Add a PastComment that has just been tried."""
        comment = past.comment
        groups = (
            ("author", past.author),
            ("name", comment.network, comment.name),
            ("network", comment.network),
            ("wide network", wide_network(comment.network)),
        )
        earlier = Earlier(
            comment.created,
            groups,
            (comment.post_id, comment.parent_id),
            past.draft and past.draft.text,
            comment.status_since if comment.status == Comment.Status.WITHDRAWN else None,
        )
        self.everybody.append(earlier)
        for key in groups:
            self._groups[key].append(earlier)

    # The comments that a draft is compared with; none if that is unknown

    def by_author(self, draft):
        """Return the author's comments; for a new guest, those with the same name and network."""
        if draft.person.pk:
            return self._group("author", draft.person.main_id)
        return self._group("name", draft.network, draft.name) if draft.network else ()

    def from_network(self, draft):
        return self._group("network", draft.network) if draft.network else ()

    def from_wide(self, draft):
        """Return the comments from the wide network; without a network, those that have none."""
        return self._group("wide network", wide_network(draft.network))

    def _group(self, *key):
        return self._groups.get(key, ())

    def nth_newest(self, comments, number: int, seconds: int = HOUR):
        """Return when the nth newest of some came, within `seconds`; None for no limit."""
        if not 0 < number <= len(comments):
            return None
        created = comments[-number].created
        return created if created > self.now - timedelta(seconds=seconds) else None

    @staticmethod
    def since(comments, moment) -> list[Earlier]:
        """Return the comments among some that came after a moment, oldest first."""
        newer = takewhile(lambda earlier: earlier.created > moment, reversed(comments))
        return list(newer)[::-1]


@lru_cache(maxsize=1024)
def wide_network(network: str) -> str:
    """Return the wide network around a stored network; "" for none."""
    if not network:
        return ""
    known = ip_network(network)
    return str(known.supernet(new_prefix=WIDE_PREFIXES[known.version]))
