"""The links of one page of a conversation: other orders, other pages, the whole conversation."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ORDERS = {
    "oldest": _("Oldest first"),
    "newest": _("Newest first"),
    "replied": _("Most replied"),
    "recommended": _("Most recommended"),
}


class PageLink(NamedTuple):
    """A link, and whether it is to the current page."""

    label: str
    href: str  # empty for an ellipsis between page numbers
    is_here: bool = False


class PageLinks:
    """The links of `page`, a ConversationPage."""

    def __init__(self, page):
        self.page = page

    @property
    def orders(self) -> list[PageLink]:
        """The orders; "most recommended" only if a comment is recommended."""
        page = self.page
        return [
            PageLink(label, self._url(sort=sort, whole=page.whole), sort == page.sort)
            for sort, label in ORDERS.items()
            if sort != "recommended" or page.has_recommended
        ]

    @property
    def pages(self) -> list[PageLink]:
        """The first page, the last, this one and its neighbours; empty when there is one page."""
        if self.page.page_count == 1:
            return []
        numbers = Paginator(range(self.page.page_count), 1).get_elided_page_range(
            self.page.number, on_each_side=2, on_ends=1
        )
        return [self._page(number) for number in numbers]

    @property
    def previous(self) -> PageLink | None:
        return self._page(self.page.number - 1) if self.page.number > 1 else None

    @property
    def next(self) -> PageLink | None:
        number = self.page.number + 1
        return self._page(number) if number <= self.page.page_count else None

    @property
    def everything(self) -> PageLink | None:
        """The whole conversation on one page, if this page leaves something out."""
        if not (self.page.fits_one_page and self.page.is_incomplete):
            return None
        return PageLink(
            gettext("Whole thread on one page"), self._url(sort=self.page.sort, whole=True)
        )

    @property
    def in_pages(self) -> PageLink | None:
        if not self.page.whole:
            return None
        return PageLink(gettext("Page by page"), self._url(sort=self.page.sort))

    def _page(self, number):
        if not isinstance(number, int):
            return PageLink(str(number), "")
        url = self._url(number=number, sort=self.page.sort)
        return PageLink(str(number), url, number == self.page.number)

    def _url(self, *, number=1, sort="oldest", whole=False):
        parameters = {
            "page": number if number > 1 else None,
            "sort": sort if sort != "oldest" else None,
            "view": "whole" if whole else None,
        }
        query = urlencode({name: value for name, value in parameters.items() if value})
        return f"{self.page.post.get_absolute_url()}{'?' * bool(query)}{query}#comments"
