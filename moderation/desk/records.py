"""The record of a comment's author, as far as a decision may need it."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Q
from django.utils import timezone

from accounts.models import EarlierName, Person
from accounts.retention import IP_RETENTION
from comments.models import Comment
from moderation.models import AuthorWarning, Ban
from moderation.models.scope import within

# One "guest" of an imported archive may have 100,000 comments; the newest are enough.
MAX_COUNTED = 1_000
MAX_NEIGHBOURS = 200  # comments whose names are read
MAX_NAMES = 10
MAX_BANS = 5


@dataclass(frozen=True)
class Record:
    """The record of the author of one comment, within a scope (a condition on comments)."""

    comment: Comment
    scope: Q = field(default_factory=Q)

    @property
    def author(self) -> Person:
        return self.comment.author

    @property
    def comments(self):
        return Comment.objects.by(self.author).filter(self.scope)

    @cached_property
    def _newest(self):
        newest = self.comments.order_by("-created")
        return list(newest.values_list("status", "name")[:MAX_COUNTED])

    @cached_property
    def counts(self) -> Counter:
        """Count the newest MAX_COUNTED comments by status."""
        return Counter(status for status, _ in self._newest)

    @property
    def number(self) -> int:
        """Return how many comments were counted, at most MAX_COUNTED."""
        return self.counts.total()

    @property
    def total(self) -> str:
        return f"{intcomma(self.number)}{'+' if self.number >= MAX_COUNTED else ''}"

    @property
    def published(self) -> int:
        return self.counts[Comment.Status.PUBLISHED]

    @property
    def removed(self) -> int:
        return self.counts[Comment.Status.REMOVED]

    @property
    def rejected(self) -> int:
        return self.counts[Comment.Status.REJECTED]

    @property
    def held(self) -> int:
        return self.counts[Comment.Status.HELD]

    @cached_property
    def bans(self) -> list[Ban]:
        """Return the newest bans of the person, their e-mail or IP address, in force or not."""
        comment = self.comment
        touching = Ban.objects.touching(person=self.author, email=comment.email, ip=comment.ip)
        touching = within(touching, self.scope, "decision__comment")
        return list(touching.select_related("decision__house_rule", "person__user")[:MAX_BANS])

    @cached_property
    def warnings(self) -> int:
        warnings = AuthorWarning.objects.filter(person__in=self.author.same_author_ids())
        in_force = warnings.filter(retracted_by=None)
        return within(in_force, self.scope, "decision__comment").count()

    @cached_property
    def other_names(self) -> list[tuple[str, int]]:
        """Return other names of this person, each with its frequency."""
        return self._others(name for _, name in self._newest[:MAX_NEIGHBOURS])

    @cached_property
    def earlier_names(self) -> list[EarlierName]:
        """Return the latest earlier names of the author's account, each with its end."""
        account = self.author.account
        return list(account.earlier_names.all()[:MAX_NAMES]) if account else []

    @cached_property
    def names_nearby(self) -> list[tuple[str, int]]:
        """Return names that others recently used in the same network, with their frequency."""
        if not self.comment.network:
            return []
        since = timezone.now() - IP_RETENTION  # later, others may have the IP address
        near = Comment.objects.with_network(self.comment.network)
        near = near.filter(self.scope, created__gt=since)
        rows = near.order_by("-created").values_list("name", "author")[:MAX_NEIGHBOURS]
        own = self.author.same_author_ids()
        return self._others(name for name, author in rows if author not in own)

    def _others(self, names):
        counts = Counter(name for name in names if name and name != self.comment.name)
        return counts.most_common(MAX_NAMES)
