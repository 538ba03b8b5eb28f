"""Where a reader can go from one page of a conversation: other orders, other pages, all of it."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator

ORDERS = {
    "oldest": "Oldest first",
    "newest": "Newest first",
    "replied": "Most replied",
    "recommended": "Most recommended",
}


class Way(NamedTuple):
    """A link: where it leads, what it says, whether the reader is there already."""

    label: str
    href: str  # empty for pages that are left out
    is_here: bool = False


class Ways:
    """The links round the page of a conversation that `thread` (a Thread) is."""

    def __init__(self, thread):
        self.thread = thread

    @property
    def orders(self) -> list[Way]:
        """The orders worth offering; "most recommended" only where something is recommended."""
        thread = self.thread
        return [
            Way(label, self._address(sort=sort, whole=thread.whole), sort == thread.sort)
            for sort, label in ORDERS.items()
            if sort != "recommended" or thread.has_recommended
        ]

    @property
    def pages(self) -> list[Way]:
        """The first, the last, the neighbours and this one; nothing when there is one page."""
        if self.thread.page_count == 1:
            return []
        numbers = Paginator(range(self.thread.page_count), 1).get_elided_page_range(
            self.thread.number, on_each_side=2, on_ends=1
        )
        return [self._page(number) for number in numbers]

    @property
    def previous(self) -> Way | None:
        return self._page(self.thread.number - 1) if self.thread.number > 1 else None

    @property
    def next(self) -> Way | None:
        number = self.thread.number + 1
        return self._page(number) if number <= self.thread.page_count else None

    @property
    def everything(self) -> Way | None:
        """The whole thread on one page, where this one leaves something out."""
        if not self.thread.is_partial:
            return None
        return Way("Whole thread on one page", self._address(sort=self.thread.sort, whole=True))

    @property
    def in_pages(self) -> Way | None:
        if not self.thread.whole:
            return None
        return Way("Page by page", self._address(sort=self.thread.sort))

    def _page(self, number):
        if not isinstance(number, int):
            return Way(str(number), "")
        address = self._address(number=number, sort=self.thread.sort)
        return Way(str(number), address, number == self.thread.number)

    def _address(self, *, number=1, sort="oldest", whole=False):
        asked = {
            "page": number if number > 1 else None,
            "sort": sort if sort != "oldest" else None,
            "view": "whole" if whole else None,
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.thread.post.get_absolute_url()}{'?' * bool(query)}{query}#comments"
