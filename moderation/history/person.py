"""One person, with everything that is stored about their acts and the decisions on them."""

from functools import cached_property

from django.db.models import Q

from accounts.models import EarlierName, Person
from comments.models import Comment
from moderation.history.traces import Traces
from moderation.models import Ban, Report
from moderation.models.scope import within

MAX_JOINED = 20  # rows of the same person that are listed, the newest
MAX_NAMES = 20  # earlier names of the account, the newest


class PersonHistory:
    """The history of a person, all rows included, within a moderator's scope.

    `scope` is a condition on comments: data about a comment outside of it is left out.
    """

    def __init__(self, person: Person, scope: Q):
        self.person, self.scope = person, scope

    @cached_property
    def ids(self) -> list[int]:
        return self.person.same_author_ids()

    def within_scope(self, rows, path="comment"):
        """Return the `rows` whose comment is in the scope; `path` is the lookup of the comment."""
        return within(rows, self.scope, path)

    @property
    def comments(self):
        return Comment.objects.by(self.person).filter(self.scope)

    @property
    def reports_sent(self):
        return self.within_scope(Report.objects.sent_by(self.person))

    @cached_property
    def is_visible(self) -> bool:
        """Return whether the scope contains anything that they wrote or reported."""
        return not self.scope or self.comments.exists() or self.reports_sent.exists()

    @cached_property
    def traces(self) -> Traces:
        return Traces(self)

    @property
    def name(self) -> str:
        """Return the account's name, or a guest's newest name with their number."""
        names = self.traces.names
        if self.person.is_guest and names:
            return f"{names[0][0]} ({self.person})"
        return str(self.person.account or self.person)

    @cached_property
    def joined(self) -> list[Person]:
        """Return the guests that were joined to this person."""
        return list(self.person.joined.order_by("-pk")[:MAX_JOINED])

    @cached_property
    def earlier_names(self) -> list[EarlierName]:
        account = self.person.account
        return list(account.earlier_names.all()[:MAX_NAMES]) if account else []

    @property
    def bans(self):
        """Return the bans of the person, and of the e-mail and IP addresses they wrote with."""
        bans = Ban.objects.touching(person=self.person)
        for email in self.traces.emails:
            bans |= Ban.objects.touching(email=email)
        for ip in self.traces.ips:
            bans |= Ban.objects.touching(ip=ip)
        return self.within_scope(bans, "decision__comment")

    @cached_property
    def is_banned(self) -> bool:
        return self.bans.running().exists()
