"""Keyset pagination: a page is requested by the row beside it, so that all pages cost the same."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext

from posts.url_converters import positive_int


@dataclass(frozen=True)
class Page:
    """Some items, in order, and whether there are more before and after them."""

    items: list
    has_before: bool
    has_after: bool

    def links(self, parameters: dict) -> dict:
        """Return the query strings of the pages around this one, by label.

        `parameters` are further parameters of the query strings; empty if there is only one page.
        """
        links = {}
        if self.items and self.has_before:
            links |= {gettext("First"): {}, gettext("Before these"): {"before": self.items[0].pk}}
        if self.items and self.has_after:
            after = {"after": self.items[-1].pk}
            links |= {gettext("After these"): after, gettext("Last"): {"last": 1}}
        return {label: f"?{urlencode(parameters | place)}" for label, place in links.items()}


def place_in(query) -> dict:
    """Return the place in a query string: `after` or `before` a row, or `last`."""
    after, before = (positive_int(query.get(side, "")) for side in ("after", "before"))
    return {"after": after, "before": before, "last": "last" in query}


def page_of(rows, *, size, after=None, before=None, last=False, among=None) -> Page:
    """Return the page after a row (a primary key), before one, the last one, or the first.

    `rows` is a queryset whose order ends with a unique column; `among` has the rows whose keys are
    valid (None: `rows`). For any other key, the first page is returned.
    """
    order = rows.query.order_by
    backwards = last or before is not None
    pk = after if after is not None else before
    beside = None if pk is None else _values_of(pk, order, rows if among is None else among)
    items = rows.reverse() if backwards else rows
    if beside:
        items = items.filter(_beyond(order, beside, backwards))
    listed = list(items[: size + 1])
    has_more = len(listed) > size
    listed = listed[:size][::-1] if backwards else listed[:size]
    has_beside = beside is not None
    if backwards:
        return Page(listed, has_before=has_more, has_after=has_beside)
    return Page(listed, has_before=has_beside, has_after=has_more)


def rows_after(rows, values):
    """Return the rows of an ordered queryset that come after a place in its order.

    `values` are the values of the order's columns, from a row that may be gone; none: all rows.
    """
    return rows.filter(_beyond(rows.query.order_by, values, False)) if values else rows


def _values_of(pk, order, rows):
    """Return the values by which the row of a key is ordered, or None without such a row."""
    return rows.filter(pk=pk).order_by().values_list(*map(_name, order)).first()


def _name(column):
    return column.lstrip("-")


def _beyond(order, keys, backwards):
    """Return the condition of coming after `keys` in `order`, or before them.

    The bound of the first column is repeated separately, so that the database can start at that
    place of the index.
    """
    names = [_name(column) for column in order]
    descending = [column.startswith("-") != backwards for column in order]
    condition = Q()
    for index in reversed(range(len(names))):
        after = Q(**{f"{names[index]}__{'lt' if descending[index] else 'gt'}": keys[index]})
        equal = Q(**{names[index]: keys[index]})
        condition = after | (equal & condition) if condition else after
    bound = Q(**{f"{names[0]}__{'lte' if descending[0] else 'gte'}": keys[0]})
    return bound & condition
