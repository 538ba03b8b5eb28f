"""The comments that a rule is tried on."""

from array import array
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from comments.models import Comment
from posts.models import Post


@dataclass(frozen=True)
class Selection:
    """The comments of a period or a post, or all; imported ones only on request."""

    since: datetime | None = None
    until: datetime | None = None  # they came before this moment
    post: Post | None = None
    with_imported: bool = False

    def keys(self, reach: timedelta) -> array:
        """Return the keys of the comments in the order of their arrival, preceded by those as far
        back as `reach`, which are read but not tried.
        """
        comments = Comment.objects.filter(self._is_wanted).order_by("created", "pk")
        if self.post and not reach:
            comments = comments.on(self.post)
        if self.since:
            comments = comments.filter(created__gte=self.since - reach)
        if self.until:
            comments = comments.filter(created__lt=self.until)
        return array("q", comments.values_list("pk", flat=True).iterator())

    @property
    def imported(self) -> int:
        """Return how many imported comments are left out."""
        if self.with_imported:
            return 0
        comments = Comment.objects.filter(origin__isnull=False)
        if self.post:
            comments = comments.on(self.post)
        if self.since:
            comments = comments.filter(created__gte=self.since)
        if self.until:
            comments = comments.filter(created__lt=self.until)
        return comments.count()

    def includes(self, comment) -> bool:
        """Return whether one of the comments with these keys is tried itself."""
        is_here = self.post is None or comment.post_id == self.post.pk
        return is_here and (self.since is None or comment.created >= self.since)

    @property
    def _is_wanted(self):
        return Q() if self.with_imported else Q(origin=None)
