"""The rows of comments for a page: columns without the rest of the model, for speed."""

from datetime import datetime
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from comments.marks import mark_of, mark_of_outside
from comments.models import Comment
from posts.dates import day_and_time, iso

SHARED_NAME = "anonymous"  # used by many people, so it never folds
PUBLISHED = Comment.Status.PUBLISHED.value

# Shown in place of an unpublished comment with published replies.
TOMBSTONES = {
    Comment.Status.HELD: _("This comment is waiting for a moderator."),
    Comment.Status.REJECTED: _("This comment was not published."),
    Comment.Status.REMOVED: _("A moderator removed this comment."),
    Comment.Status.WITHDRAWN: _("Its author deleted this comment."),
}
# For a comment that was imported as deleted: no export says who deleted it.
DELETED = _("This comment was deleted.")


class Row(NamedTuple):
    """The columns of a comment that decide its place and form on a page; no text."""

    pk: int
    tree_id: int
    lft: int
    rght: int
    level: int
    parent_id: int | None
    status: str
    name: str
    author_id: int
    account_id: int | None  # the author's account
    is_staff: bool | None  # whether that account is staff
    origin: str | None
    branch_closed: bool
    picked: bool

    COLUMNS = (
        *("pk", "tree_id", "lft", "rght", "level", "parent_id", "status"),
        *("name", "author_id", "author__user_id", "author__user__is_staff"),
        *("origin", "branch_closed", "picked"),
    )

    @property
    def tombstone(self) -> str:
        is_imported = self.origin and self.status == Comment.Status.WITHDRAWN
        return str(DELETED if is_imported else TOMBSTONES[self.status])

    @property
    def author_key(self):
        """The key under which neighbouring comments fold together.

        It is the account; for guests, who may share a browser, the guest and the name; for imported
        guests the name.
        """
        name = self.name.casefold()
        if self.account_id is not None:
            return self.author_id
        if not self.origin:
            return self.author_id, name
        return self.pk if name == SHARED_NAME else name


def rendered_rows(tree: list[Row]) -> list[Row]:
    """Return the rows of a tree that are published or have a published reply below them."""
    backwards, nearest = [], None  # nearest: the lft of the next published row
    for row in reversed(tree):
        if row.status == PUBLISHED:
            nearest = row.lft
            backwards.append(row)
        elif nearest is not None and nearest < row.rght:
            backwards.append(row)
    return backwards[::-1]


class CommentText(NamedTuple):
    """The columns of a comment that are shown: its text, times and counts."""

    pk: int
    body_html: str
    created: datetime
    edited: datetime | None
    number: int | None
    recommendation_count: int
    last_added: datetime | None
    website: str  # "" unless the blog shows it

    COLUMNS = (
        *("pk", "body_html", "created", "edited", "number", "recommendation_count"),
        *("last_added", "shown_website"),
    )


def mark_on(row: Row, text: CommentText, post_author_id: int | None) -> str:
    """Return the mark beside the name of a comment's author, or "" (see comments.marks)."""
    own = mark_of(row.account_id, row.is_staff, post_author_id)
    return own or mark_of_outside(text.website, row.origin)


class AdditionText(NamedTuple):
    """The text and time of an addition to a comment."""

    body_html: str
    created: datetime

    COLUMNS = ("body_html", "created")

    @property
    def iso(self) -> SafeString:
        return iso(self.created)

    @property
    def time(self) -> SafeString:
        return day_and_time(self.created)

    @property
    def html(self) -> SafeString:
        return SafeString(self.body_html)
