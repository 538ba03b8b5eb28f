"""What waits for a moderator, read by key: the last page costs what the first does.

A page is asked for by the item beside it, never by its number, and counting stops at a cap: both
would read every row of a queue of 100,000.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from moderation.models import HeldComment, Report, ReportedComment, WokenThread
from moderation.words import matching

PAGE = 20
CAP = 1_000


class Capped(NamedTuple):
    """A count that stopped at CAP."""

    number: int

    @property
    def is_more(self) -> bool:
        return self.number > CAP

    def __str__(self):
        return f"{CAP:,}+" if self.is_more else f"{self.number:,}"


@dataclass(frozen=True)
class Page:
    """Some items of a queue, in its order, and whether there are any on either side."""

    items: list
    has_before: bool
    has_after: bool


class Queue:
    """One queue: `model` is a proxy of Comment that knows its URGENCY; `search` and the condition
    `where` narrow it.

    Searching looks at names, e-mails and bodies, for the beginnings of words; a report's reference
    finds what was reported.
    """

    def __init__(self, model, *, search="", where=None):
        self.model, self.search, self.where = model, search.strip(), where or Q()

    @cached_property
    def items(self):
        """Everything in the queue, most urgent first, as a queryset."""
        items = self.model.objects.order_by(*self.model.URGENCY).filter(self.where)
        return items.filter(self._sought()) if self.search else items

    def _sought(self):
        reported = Report.objects.referred_to(self.search).first()
        return Q(pk=reported.comment_id) if reported else matching(self.search)

    def page(self, *, after=None, before=None, last=False, size=PAGE) -> Page:
        """Give the page after an item (a primary key), before one, the last one, or the first.

        An item that has left the queue leads to the first page.
        """
        backwards = last or before is not None
        beside = self._keys(after if after is not None else before)
        items = self.items.reverse() if backwards else self.items
        if beside:
            items = items.filter(_beyond(items.query.order_by, beside, backwards))
        found = list(items.select_related("post", "author__user", "case")[: size + 1])
        more = len(found) > size
        found = found[:size][::-1] if backwards else found[:size]
        has_beside = beside is not None
        return Page(found, more if backwards else has_beside, has_beside if backwards else more)

    @cached_property
    def count(self) -> Capped:
        # In order, so that the index is walked and not every comment there is.
        return Capped(self.items.values("pk")[: CAP + 1].count())

    @cached_property
    def oldest_age(self) -> timedelta | None:
        """How long the longest waiting item has waited; None when nothing waits."""
        since = self.model.SINCE
        oldest = self.model.objects.order_by(since).values_list(since, flat=True).first()
        return timezone.now() - oldest if oldest else None

    def _keys(self, pk):
        """Give the values an item is ordered by, None when it is not in the queue."""
        if pk is None:
            return None
        names = [name.lstrip("-") for name in self.model.URGENCY]
        return self.model.objects.filter(pk=pk).values_list(*names).first()


def _beyond(order, keys, backwards):
    """Give the condition of standing after `keys` in `order`.

    The first column's bound stands alone besides, so that the index is entered there.
    """
    names = [name.lstrip("-") for name in order]
    falls = [name.startswith("-") != backwards for name in order]
    condition = Q()
    for index in reversed(range(len(names))):
        strictly = Q(**{f"{names[index]}__{'lt' if falls[index] else 'gt'}": keys[index]})
        level = Q(**{names[index]: keys[index]})
        condition = strictly | (level & condition) if condition else strictly
    bound = Q(**{f"{names[0]}__{'lte' if falls[0] else 'gte'}": keys[0]})
    return bound & condition


QUEUES = {"held": HeldComment, "reported": ReportedComment, "woken": WokenThread}
