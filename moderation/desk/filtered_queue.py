"""A queue with filters, and the choice of its next comment."""

from django.shortcuts import get_object_or_404

from comments.models import Comment
from moderation.claims import Claim
from moderation.desk.filters import FilterForm
from moderation.keyset import place_in
from moderation.models import ModeratorScope, Report
from moderation.queues import PAGE_SIZE, Queue, condition_for

LOOK_AHEAD = 30  # comments searched for an unclaimed one


class FilteredQueue(Queue):
    """The comments of a queue that match the filters, for one account to work through.

    `model` is the queue's proxy of Comment, `filters` a QueryDict or dict.
    """

    def __init__(self, model, filters, user):
        self.filter_form, self.user, self._claims = FilterForm(model, filters), user, {}
        self.scope = ModeratorScope.objects.condition_for(user)
        where = self._own & self.filter_form.condition()
        super().__init__(model, search=self.filter_form.search, where=where)

    @property
    def _own(self):
        return condition_for(self.filter_form.model, self.user)

    def at(self, moment) -> Queue:
        """Return the queue with the filters applied as of a moment."""
        where = self._own & self.filter_form.condition(moment)
        return Queue(self.model, search=self.filter_form.search, where=where)

    def comment(self, pk) -> Comment:
        """Return a comment in the user's scope, in the queue or not, with the data for its card.

        Raises Http404 for any other.
        """
        related = ("post", "author__user", "parent__author__user", "assignment__to")
        related += ("case", "spot_check")
        return get_object_or_404(Comment.objects.select_related(*related), self.scope, pk=pk)

    @property
    def reported(self) -> Comment | None:
        """Return the comment of the report whose reference is searched, in the queue or not."""
        report = Report.objects.with_reference(self.filter_form.search).first()
        if report and Comment.objects.filter(self.scope, pk=report.comment_id).exists():
            return self.comment(report.comment_id)
        return None

    def following(self, pk) -> list[Comment]:
        """Return some comments to continue with after `pk`: later ones, else from the start.

        Call it while `pk` is still in the queue.
        """
        after = self.page(after=pk, size=LOOK_AHEAD).items
        start = [] if len(after) == LOOK_AHEAD else self.page(size=LOOK_AHEAD).items
        return [item for item in (*after, *start) if item.pk != pk]

    def deal(self, items) -> Comment | None:
        """Claim and return the first of `items` that nobody else has claimed, or None.

        Two moderators who ask at the same moment get different ones.
        """
        for item in self.free(items):
            if Claim.take(item.pk, self.user).user_id == self.user.pk:
                return item
        return None

    def neighbour(self, pk, way) -> Comment | None:
        """Return the next or the previous comment; None at the end."""
        side = {"after": pk} if way == "next" else {"before": pk}
        items = self.page(**side, size=1).items
        return items[0] if items else None

    def first_unclaimed(self, items) -> Comment | None:
        """Return the first of `items` that nobody else has claimed, else the first, or None."""
        return next(iter(self.free(items)), next(iter(items), None))

    def free(self, items):
        """Return the `items` that nobody else has claimed or been assigned."""
        claims = self.claims_on(items)
        return [
            item
            for item in items
            if (item.pk not in claims or claims[item.pk].user_id == self.user.pk)
            and assigned_to(item) in (None, self.user.pk)
        ]

    def claims_on(self, items) -> dict:
        """Map the keys of claimed `items` to their claims; read once."""
        keys = tuple(item.pk for item in items)
        if keys not in self._claims:
            self._claims[keys] = Claim.among(keys)
        return self._claims[keys]

    def page_from(self, pk):
        """Return the page that begins with a comment; the first page if the comment is not here."""
        before = self.neighbour(pk, "previous")
        return self.page(after=before.pk if before else None)

    def page_of(self, query):
        """Return the page in a query string: `after` or `before` a comment, or `last`."""
        return self.page(**place_in(query), size=PAGE_SIZE)


def assigned_to(comment) -> int | None:
    """Return the id of the account to which a comment is assigned exclusively, or None."""
    assignment = getattr(comment, "assignment", None)
    return assignment.to_id if assignment and assignment.is_exclusive else None
