"""What is known of whoever wrote a comment, as far as a decision may need it."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from comments.models import Comment, Person
from moderation.models import AuthorWarning, Ban

# An archive's one "guest" has written a hundred thousand comments: the newest tell enough.
LATEST = 1_000
# Addresses are kept no longer, and dynamic ones change hands.
NEIGHBOURS_SINCE = timedelta(days=30)
NEIGHBOURS = 200
NAMES = 10
BANS = 5


@dataclass(frozen=True)
class Record:
    """The record of the author of one comment."""

    comment: Comment

    @property
    def author(self) -> Person:
        return self.comment.author

    @cached_property
    def counts(self) -> Counter:
        """How many of the newest LATEST comments stand in which status."""
        newest = Comment.objects.by(self.author).order_by("-created")
        return Counter(newest.values_list("status", flat=True)[:LATEST])

    @property
    def total(self) -> str:
        total = self.counts.total()
        return f"{LATEST:,}+" if total >= LATEST else f"{total:,}"

    @property
    def published(self) -> int:
        return self.counts[Comment.Status.PUBLISHED]

    @property
    def taken_down(self) -> int:
        return self.counts[Comment.Status.REMOVED] + self.counts[Comment.Status.REJECTED]

    @property
    def held(self) -> int:
        return self.counts[Comment.Status.HELD]

    @cached_property
    def bans(self) -> list[Ban]:
        """The newest bans that name the person, the e-mail or the address, running or not."""
        comment = self.comment
        touching = Ban.objects.touching(
            person=self.author, email=comment.email, address=comment.address
        )
        return list(touching.select_related("decision__house_rule", "person__user")[:BANS])

    @cached_property
    def warnings(self) -> int:
        return AuthorWarning.objects.filter(person=self.author, retracted_by=None).count()

    @cached_property
    def other_names(self) -> list[tuple[str, int]]:
        """Other names this person has used."""
        newest = Comment.objects.by(self.author).order_by("-created")
        return self._others(newest.values_list("name", flat=True)[:NEIGHBOURS])

    @cached_property
    def names_nearby(self) -> list[tuple[str, int]]:
        """Names of other people who wrote from the same network lately, with how often."""
        if not self.comment.network:
            return []
        since = timezone.now() - NEIGHBOURS_SINCE
        near = Comment.objects.filter(network=self.comment.network, created__gt=since)
        rows = near.order_by("-created").values_list("name", "author")[:NEIGHBOURS]
        return self._others(name for name, author in rows if author != self.author.pk)

    def _others(self, names):
        counted = Counter(name for name in names if name and name != self.comment.name)
        return counted.most_common(NAMES)
