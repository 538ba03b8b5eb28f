"""The moderators' queues, with keyset pagination: the last page costs as much as the first.

A page is requested by the item beside it, never by its number, and counting stops at a cap: page
numbers and full counts would read every row of a queue of 100,000.
"""

from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import IntegerField, Q, Subquery
from django.utils import timezone

from comments.staff_search import matching
from moderation.keyset import Page, page_of
from moderation.models import (
    AssignedComment,
    HeldComment,
    ModeratorScope,
    Report,
    ReportedComment,
    SpotCheckedComment,
    WokenThread,
)

PAGE_SIZE = 20
MAX_COUNT = 1_000
SHOWN_IN_LISTS = ("post", "author__user", "case", "assignment__to", "spot_check")


class CappedCount(NamedTuple):
    """A count that stopped above MAX_COUNT."""

    number: int

    @property
    def is_more(self) -> bool:
        return self.number > MAX_COUNT

    def __str__(self):
        return f"{intcomma(MAX_COUNT)}+" if self.is_more else intcomma(self.number)


class CountUpTo(Subquery):
    """The number of rows of a queryset, in SQL, up to a cap; it may refer to an OuterRef."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"

    def __init__(self, number, rows):
        super().__init__(rows.order_by().values("pk")[:number], output_field=IntegerField())


class Queue:
    """A filtered queue: `model` is a proxy of Comment with its QUEUE_ORDER, `where` a condition.

    `search` searches names, e-mail addresses and bodies for the beginnings of words; the reference
    of a report finds the reported comment.
    """

    def __init__(self, model, *, search="", where=None):
        self.model, self.search, self.where = model, search.strip(), where or Q()

    @cached_property
    def items(self):
        """Return all items of the queue, most urgent first, as a queryset."""
        items = self.model.objects.order_by(*self.model.QUEUE_ORDER).filter(self.where)
        return items.filter(self._search_condition()) if self.search else items

    def _search_condition(self):
        report = Report.objects.with_reference(self.search).first()
        return Q(pk=report.comment_id) if report else matching(self.search)

    def page(self, *, after=None, before=None, last=False, size=PAGE_SIZE) -> Page:
        """Return the page after an item (a primary key), before one, the last one, or the first.

        For an item that has left the queue, return the first page.
        """
        items = self.items.select_related(*SHOWN_IN_LISTS)
        places = {"after": after, "before": before, "last": last, "size": size}
        return page_of(items, among=self.model.objects.all(), **places)

    @cached_property
    def count(self) -> CappedCount:
        # In order, so that the database reads the queue's index and not all comments.
        return CappedCount(self.items.values("pk")[: MAX_COUNT + 1].count())

    @cached_property
    def oldest_age(self) -> timedelta | None:
        """Return how long the longest waiting item has waited; None if there is none."""
        since = self.model.WAITING_SINCE
        oldest = (
            self.model.objects.filter(self.where)
            .order_by(since)
            .values_list(since, flat=True)
            .first()
        )
        return timezone.now() - oldest if oldest else None


QUEUES = {
    "held": HeldComment,
    "reported": ReportedComment,
    "woken": WokenThread,
    "assigned": AssignedComment,
    "spot_checks": SpotCheckedComment,
}


def condition_for(model, user) -> Q:
    """Return the condition on comments of a queue that an account works on.

    It contains the account's scope; of the assigned comments only its own.
    """
    scope = ModeratorScope.objects.condition_for(user)
    return scope & Q(assignment__to=user) if model is AssignedComment else scope
