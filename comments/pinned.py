"""The pinned comment of a post, at the head of its conversation."""

from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString

from comments.marks import mark_of, mark_of_outside
from comments.models import Comment


class PinnedComment(NamedTuple):
    """The columns of a pinned comment that are shown, and the account of the post's author."""

    pk: int
    name: str
    body_html: str
    created: datetime
    account_id: int | None
    is_staff: bool | None
    website: str
    origin: str | None
    post_author_id: int | None

    @property
    def html(self) -> SafeString:
        return SafeString(self.body_html)

    @property
    def mark(self) -> str:
        own = mark_of(self.account_id, self.is_staff, self.post_author_id)
        return own or mark_of_outside(self.website, self.origin)

    @property
    def path(self) -> str:
        """Return its permalink."""
        return reverse("comments:comment", kwargs={"pk": self.pk})


COLUMNS = (
    *("pk", "name", "body_html", "created", "author__user_id", "author__user__is_staff"),
    *("website", "origin"),
)


def pinned_comment(post) -> PinnedComment | None:
    """Return the comment that is pinned under a post, or None; one query if there is one."""
    if not post.pinned_key:
        return None
    pinned = Comment.objects.published().filter(pk=post.pinned_key)
    row = pinned.values_list(*COLUMNS, "post__author_id").first()
    return PinnedComment(*row) if row else None
