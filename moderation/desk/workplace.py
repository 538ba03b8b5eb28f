"""Where a moderator works: one queue, maybe narrowed, and the card on top."""

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
from moderation.desk.cards import Card
from moderation.desk.claims import Claim
from moderation.desk.narrowing import Narrowing
from moderation.desk.saying import said
from moderation.models import Decision, Report
from moderation.queues import PAGE, Queue

# Items looked at for one that nobody else has before them, decisions for one that stands.
LOOK_AHEAD = 10
# An undo of what one did yesterday is a decision anew, taken on the card.
LATELY = timedelta(hours=12)


class Row(NamedTuple):
    """One line of the list beside the card."""

    item: Comment
    since: datetime  # the moment it began to wait, as its queue counts
    claim: Claim | None
    address: str
    card_address: str


class Workplace:
    """One queue as one account sees it in one request; `admin` is the queue's ModelAdmin.

    A `piece` answers with the card alone, for htmx; otherwise the whole page comes, or after a
    POST a redirect to it.
    """

    def __init__(self, admin, request, *, is_partial=False):
        self.admin, self.request, self.is_partial = admin, request, is_partial
        asked = request.POST if request.method == "POST" else request.GET
        self.narrowing = Narrowing(admin.model, asked)

    @cached_property
    def queue(self):
        return self.queue_at(None)

    def queue_at(self, moment):
        """Give the queue as far as it is asked for, as it was narrowed at a moment, or now."""
        narrowing = self.narrowing
        where = narrowing.condition(moment)
        return Queue(self.admin.model, search=narrowing.search, where=where)

    @property
    def user(self):
        return self.request.user

    def comment(self, pk) -> Comment:
        """Give any comment, in the queue or not any more, as a card needs it; or 404."""
        related = ("post", "author__user", "parent__author__user")
        return get_object_or_404(Comment.objects.select_related(*related), pk=pk)

    @property
    def reported(self) -> Comment | None:
        """The comment that is asked for by a report's reference, in the queue or not any more."""
        report = Report.objects.referred_to(self.narrowing.search).first()
        return report and self.comment(report.comment_id)

    # Which comes next

    def first(self):
        """Give the most urgent item that nobody else is looking at, else the most urgent."""
        return self._free(self.queue.page(size=LOOK_AHEAD).items)

    def following(self, pk):
        """Give the item to go on with after one, found while that one is in the queue still."""
        after = self.queue.page(after=pk, size=LOOK_AHEAD).items
        begun = [] if len(after) == LOOK_AHEAD else self.queue.page(size=LOOK_AHEAD).items
        return self._free([item for item in (*after, *begun) if item.pk != pk])

    def neighbour(self, pk, way):
        """Give the item right beside one, "next" or "previous"; at either end itself again."""
        side = {"after": pk} if way == "next" else {"before": pk}
        items = self.queue.page(**side, size=1).items
        return items[0] if items else None

    def _free(self, items):
        claims = Claim.among([item.pk for item in items])
        mine = (i for i in items if i.pk not in claims or claims[i.pk].user_id == self.user.pk)
        return next(mine, next(iter(items), None))

    # Addresses

    def address(self, name, pk=None) -> str:
        """Give the address of one of the queue's views, narrowed as it is."""
        meta = self.admin.opts
        route = f"admin:{meta.app_label}_{meta.model_name}_{name}"
        found = reverse(route, args=[pk] if pk else [])
        return f"{found}{self.asking()}"

    def asking(self, **more) -> str:
        """Give the query that keeps what is asked for, and asks for more besides."""
        asked = self.narrowing.asked | more
        return f"?{urlencode(asked)}" if asked else ""

    # The list

    def page(self, at=None):
        """Give the page of the queue that begins with an item, or the one that is asked for."""
        if at:
            before = self.neighbour(at, "previous")
            return self.queue.page(after=before.pk if before else None)
        asked = self.request.GET
        after, before = (_key(asked.get(side, "")) for side in ("after", "before"))
        return self.queue.page(after=after, before=before, last="last" in asked, size=PAGE)

    def ways(self, page) -> dict:
        """Give the addresses round a page, by label; empty where there is nothing to go to."""
        ways = {}
        if page.has_before:
            ways |= {"First": {}, "Before these": {"before": page.items[0].pk}}
        if page.has_after:
            ways |= {"After these": {"after": page.items[-1].pk}, "Last": {"last": 1}}
        return {label: self.listing(**asked) for label, asked in ways.items()}

    def listing(self, **asked) -> str:
        """Give the address of the queue, narrowed as it is and as is `asked` besides."""
        return self.address("changelist").partition("?")[0] + self.asking(**asked)

    def listed(self, page) -> dict:
        """Give what the piece that lists a page needs."""
        return {"rows": self.rows(page), "ways": self.ways(page) if page.items else {}}

    def rows(self, page) -> list[Row]:
        claims = Claim.among([item.pk for item in page.items])
        return [self._row(item, claims.get(item.pk)) for item in page.items]

    def _row(self, item, claim):
        since = attrgetter(item.SINCE.replace("__", "."))(item)
        page, card = (self.address(name, item.pk) for name in ("change", "card"))
        return Row(item, since, claim, page, card)

    # Answers

    @cached_property
    def last(self):
        """The account's last decision that one key takes back; None when it was long ago, or when
        of the last few every one has been overtaken.
        """
        own = Decision.objects.effective().moderators().filter(by=self.user, batch=None)
        recent = own.exclude(comment=None).filter(created__gt=timezone.now() - LATELY)
        newest = recent.select_related("comment", "house_rule").order_by("-pk")[:LOOK_AHEAD]
        return next((decision for decision in newest if decision.can_be_undone), None)

    def show(self, comment, *, status=200, page=None, **told):
        """Answer with a comment's card; `told` is problem, overtaken or saying."""
        if self.is_partial:
            template = "admin/moderation/_answer.html"
            context = self.context(comment, **told)
        else:
            template = "admin/moderation/queue.html"
            page = page or self.page(at=comment and comment.pk)
            context = self.context(comment, **self.listed(page), **told)
        response = render(self.request, template, context, status=status)
        if self.is_partial:
            here = self.address("change", comment.pk) if comment else self.address("changelist")
            response["HX-Replace-Url"] = here
        return response

    def go_on(self, comment, *, saying="", gone=None):
        """Answer a POST that was done: the next card, or the way to it; `gone` left the queue."""
        if self.is_partial:
            full = self.comment(comment.pk) if comment else None
            return self.show(full, saying=saying, gone=gone)
        if saying:
            messages.success(self.request, saying)
        target = self.address("change", comment.pk) if comment else self.address("changelist")
        return redirect(target, permanent=False, preserve_request=False)

    def context(self, comment, **told):
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
            "last_said": said(self.last) if self.last else "",
            "at": self.addresses(comment),
            **told,
        }

    def addresses(self, comment) -> dict:
        """Give the addresses that the page and the card lead to, by name."""
        own = self._addresses_of(comment) if comment else {}
        return own | {name: self.address(name) for name in self.admin.QUEUE_VIEWS}

    def _addresses_of(self, comment):
        place = comment.network or comment.address
        return {
            **{name: self.address(name, comment.pk) for name in self.admin.CARD_VIEWS},
            "same_post": self.listing(post=comment.post_id),
            "same_place": self.listing(place=place) if place else "",
        }


def _key(text):
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
