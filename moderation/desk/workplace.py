"""The responses of the desk: the page of a queue, or only the card for htmx."""

from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.text import capfirst

from comments.models import Comment
from moderation.claims import Claim
from moderation.desk.cards import Card
from moderation.desk.care import blurred_among
from moderation.desk.filtered_queue import FilteredQueue
from moderation.desk.last_decision import last_undoable
from moderation.desk.links import QueueLinks
from moderation.desk.summaries import summary
from moderation.desk.tabs import tabs
from moderation.models import SavedFilter


class QueueRow(NamedTuple):
    """One line of the list beside the card."""

    item: Comment
    since: datetime  # when it began to wait, by the queue's own rule
    claim: Claim | None
    is_blurred: bool
    url: str
    card_url: str

    @classmethod
    def of(cls, item, claim, links, is_blurred):
        since = attrgetter(item.WAITING_SINCE.replace("__", "."))(item)
        urls = links.to("change", item.pk), links.to("card", item.pk)
        return cls(item, since, claim, is_blurred, *urls)


def row_of(comment, rows) -> QueueRow | None:
    """Return the row of a comment, if any, or None when it is not in the list."""
    return next((row for row in rows if comment and row.item.pk == comment.pk), None)


class Workplace:
    """One queue for one account in one request; `admin` is the queue's ModelAdmin.

    With `is_partial` it answers htmx with the card alone; otherwise with the whole page, or after a
    POST with a redirect to it.
    """

    def __init__(self, admin, request, *, is_partial=False):
        self.admin, self.request, self.is_partial = admin, request, is_partial
        query = request.POST if request.method == "POST" else request.GET
        self.queue = FilteredQueue(admin.model, query, request.user)
        self.links = QueueLinks(admin, self.queue.filter_form.active)

    def show(self, comment, *, status=200, page=None, **alerts):
        """Return the response with a comment's card; `alerts` are problem, overtaken, message."""
        return (
            self._card(comment, status, alerts)
            if self.is_partial
            else self._page(comment, status, page, alerts)
        )

    def _card(self, comment, status, alerts):
        context = self.context(comment, **alerts)
        response = render(self.request, "admin/moderation/_answer.html", context, status=status)
        here = self.links.to("change", comment.pk) if comment else self.links.to("changelist")
        response["HX-Replace-Url"] = here
        return response

    def _page(self, comment, status, page, alerts):
        if page is None:
            page = (
                self.queue.page_from(comment.pk)
                if comment
                else self.queue.page_of(self.request.GET)
            )
        listed = self.list_context(page)
        context = {
            **self.admin.admin_site.each_context(self.request),
            **self.context(comment, row_of(comment, listed["rows"]), **listed, **alerts),
            "tabs": tabs(self.admin, self.request),
            "saved_filters": self._saved_filters(),
        }
        return render(self.request, "admin/moderation/queue.html", context, status=status)

    def _saved_filters(self):
        """Return the moderator's saved filters of the queue, each with its URL."""
        own = SavedFilter.objects.filter(user=self.request.user, queue=self.admin.opts.model_name)
        unfiltered = QueueLinks(self.admin, {})
        return [(saved, unfiltered.list(**saved.filters)) for saved in own]

    def go_on(self, following, *, message="", gone=None):
        """Return the response to a POST after which one of the comments `following` is next."""
        item = self.queue.deal(following) or next(iter(following), None)
        return self.proceed(item, message=message, gone=gone)

    def proceed(self, comment, *, message="", gone=None):
        """Return the response to a successful POST: the card of `comment`, or a redirect to it.

        `gone` is the key of the comment that left the queue.
        """
        if self.is_partial:
            full = self.queue.comment(comment.pk) if comment else None
            return self.show(full, message=message, gone=gone)
        if message:
            messages.success(self.request, message)
        target = self.links.to("change", comment.pk) if comment else self.links.to("changelist")
        return redirect(target, permanent=False, preserve_request=False)

    def context(self, comment, row=None, **alerts) -> dict:
        """Return the context that shows a comment (None: an empty card).

        `row` is its own row in the list beside it, if that is shown.
        """
        user, opts = self.request.user, self.admin.opts
        last = last_undoable(user)
        return {
            "title": capfirst(opts.verbose_name_plural),
            "opts": opts,
            "is_nav_sidebar_enabled": False,
            "may_decide": self.admin.may_decide(self.request),
            "queue": self.queue,
            "card": Card(comment, user, row) if comment else None,
            "last": last,
            "last_summary": summary(last) if last else "",
            "at": self.links.of(comment),
            **alerts,
        }

    def list_context(self, page) -> dict:
        """Return the context of the partial that lists a page."""
        claims = self.queue.claims_on(page.items)
        blurred = blurred_among([item.pk for item in page.items], self.request.user)
        rows = [
            QueueRow.of(item, claims.get(item.pk), self.links, item.pk in blurred)
            for item in page.items
        ]
        return {"rows": rows, "page_links": self.links.pages(page)}
