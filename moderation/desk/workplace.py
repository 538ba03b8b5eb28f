"""One queue in one request: which comment is shown, the URLs, the context and the answer."""

from datetime import datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from moderation.claims import Claim
from moderation.desk.cards import Card
from moderation.desk.filters import FilterForm
from moderation.desk.messages import summary
from moderation.models import Decision, Report
from moderation.queues import PAGE_SIZE, Queue

# How many comments are searched for one without a claim, and decisions for one that can be undone.
LOOK_AHEAD = 10
# Older decisions are changed on the card of their comment.
UNDO_OFFERED_FOR = timedelta(hours=12)


class QueueRow(NamedTuple):
    """One line of the list beside the card."""

    item: Comment
    since: datetime  # when it began to wait, as its queue counts
    claim: Claim | None
    url: str
    card_url: str


class Workplace:
    """One queue as one account sees it in one request; `admin` is the queue's ModelAdmin.

    With `is_partial` it answers with the card alone, for htmx; otherwise with the whole page, or
    after a POST with a redirect to it.
    """

    def __init__(self, admin, request, *, is_partial=False):
        self.admin, self.request, self.is_partial = admin, request, is_partial
        query = request.POST if request.method == "POST" else request.GET
        self.filter_form = FilterForm(admin.model, query)

    @cached_property
    def queue(self):
        return self.queue_at(None)

    def queue_at(self, moment):
        """Return the queue with the filters applied as of a moment (None: now)."""
        where = self.filter_form.condition(moment)
        return Queue(self.admin.model, search=self.filter_form.search, where=where)

    @property
    def user(self):
        return self.request.user

    def comment(self, pk) -> Comment:
        """Return any comment, in the queue or not, with all that a card needs, or raise Http404."""
        related = ("post", "author__user", "parent__author__user")
        return get_object_or_404(Comment.objects.select_related(*related), pk=pk)

    @property
    def reported(self) -> Comment | None:
        """Return the comment of the report whose reference is searched, in the queue or not."""
        report = Report.objects.referred_to(self.filter_form.search).first()
        return report and self.comment(report.comment_id)

    # Which comes next

    def first(self):
        """Return the most urgent comment that nobody else looks at, else the most urgent."""
        return self.first_unclaimed(self.queue.page(size=LOOK_AHEAD).items)

    def following(self, pk):
        """Return the comment to show after `pk`; call it while `pk` is still in the queue."""
        after = self.queue.page(after=pk, size=LOOK_AHEAD).items
        start = [] if len(after) == LOOK_AHEAD else self.queue.page(size=LOOK_AHEAD).items
        return self.first_unclaimed([item for item in (*after, *start) if item.pk != pk])

    def neighbour(self, pk, way):
        """Return the comment right beside one, "next" or "previous"; None at the end."""
        side = {"after": pk} if way == "next" else {"before": pk}
        items = self.queue.page(**side, size=1).items
        return items[0] if items else None

    def first_unclaimed(self, items):
        """Return the first of `items` that nobody else looks at, else the first, or None."""
        claims = Claim.among([item.pk for item in items])
        free = (i for i in items if i.pk not in claims or claims[i.pk].user_id == self.user.pk)
        return next(free, next(iter(items), None))

    # URLs

    def url(self, name, pk=None) -> str:
        """Return the URL of one of the queue's views, with the active filters."""
        meta = self.admin.opts
        route = f"admin:{meta.app_label}_{meta.model_name}_{name}"
        return reverse(route, args=[pk] if pk else []) + self.query_string()

    def query_string(self, **more) -> str:
        """Return the query string of the active filters and of `more` parameters, or ""."""
        parameters = self.filter_form.active | more
        return f"?{urlencode(parameters)}" if parameters else ""

    # The list

    def page(self, at=None):
        """Return the page of the queue that begins with the comment `at`, or the one requested."""
        if at:
            before = self.neighbour(at, "previous")
            return self.queue.page(after=before.pk if before else None)
        query = self.request.GET
        after, before = (_key(query.get(side, "")) for side in ("after", "before"))
        return self.queue.page(after=after, before=before, last="last" in query, size=PAGE_SIZE)

    def page_links(self, page) -> dict:
        """Return the URLs of the pages around one, by label; empty when it is the only one."""
        links = {}
        if page.has_before:
            links |= {"First": {}, "Before these": {"before": page.items[0].pk}}
        if page.has_after:
            links |= {"After these": {"after": page.items[-1].pk}, "Last": {"last": 1}}
        return {label: self.list_url(**parameters) for label, parameters in links.items()}

    def list_url(self, **parameters) -> str:
        """Return the URL of the queue, with the active filters and `parameters`."""
        return self.url("changelist").partition("?")[0] + self.query_string(**parameters)

    def list_context(self, page) -> dict:
        """Return what the partial that lists a page needs."""
        return {"rows": self.rows(page), "page_links": self.page_links(page) if page.items else {}}

    def rows(self, page) -> list[QueueRow]:
        claims = Claim.among([item.pk for item in page.items])
        return [self._row(item, claims.get(item.pk)) for item in page.items]

    def _row(self, item, claim):
        since = attrgetter(item.SINCE.replace("__", "."))(item)
        page, card = (self.url(name, item.pk) for name in ("change", "card"))
        return QueueRow(item, since, claim, page, card)

    # Answers

    @cached_property
    def last(self):
        """Return the account's last decision that can be undone by one key, or None: it is too
        old, or others have decided since on the comments of the last few.
        """
        own = Decision.objects.effective().without_picks().filter(by=self.user, batch=None)
        recent = own.exclude(comment=None).filter(created__gt=timezone.now() - UNDO_OFFERED_FOR)
        newest = recent.select_related("comment", "house_rule").order_by("-pk")[:LOOK_AHEAD]
        return next((decision for decision in newest if decision.can_be_undone), None)

    def show(self, comment, *, status=200, page=None, **alerts):
        """Answer with a comment's card; `alerts` are problem, overtaken, message and the like."""
        if self.is_partial:
            template = "admin/moderation/_answer.html"
            context = self.context(comment, **alerts)
        else:
            template = "admin/moderation/queue.html"
            page = page or self.page(at=comment and comment.pk)
            context = self.context(comment, **self.list_context(page), **alerts)
        response = render(self.request, template, context, status=status)
        if self.is_partial:
            here = self.url("change", comment.pk) if comment else self.url("changelist")
            response["HX-Replace-Url"] = here
        return response

    def proceed(self, comment, *, message="", gone=None):
        """Answer a successful POST with the card of `comment`, or a redirect to it.

        `gone` is the key of the comment that left the queue.
        """
        if self.is_partial:
            full = self.comment(comment.pk) if comment else None
            return self.show(full, message=message, gone=gone)
        if message:
            messages.success(self.request, message)
        target = self.url("change", comment.pk) if comment else self.url("changelist")
        return redirect(target, permanent=False, preserve_request=False)

    def context(self, comment, **alerts):
        request, opts = self.request, self.admin.opts
        return {
            **({} if self.is_partial else self.admin.admin_site.each_context(request)),
            "title": opts.verbose_name_plural.capitalize(),
            "opts": opts,
            "is_nav_sidebar_enabled": False,
            "may_decide": self.admin.may_decide(request),
            "desk": self,
            "queue": self.queue,
            "card": Card(comment, self.user) if comment else None,
            "last": self.last,
            "last_summary": summary(self.last) if self.last else "",
            "at": self.urls(comment),
            **alerts,
        }

    def urls(self, comment) -> dict:
        """Return the URLs that the page and the card link to, by name."""
        own = self._card_urls(comment) if comment else {}
        return own | {name: self.url(name) for name in self.admin.QUEUE_VIEWS}

    def _card_urls(self, comment):
        place = comment.network or comment.address
        return {
            **{name: self.url(name, comment.pk) for name in self.admin.CARD_VIEWS},
            "same_post": self.list_url(post=comment.post_id),
            "same_place": self.list_url(place=place) if place else "",
        }


def _key(text):
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
