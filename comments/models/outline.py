"""Lightweight import row without text, used to compute tree positions."""

from dataclasses import dataclass
from datetime import datetime

from comments.models.status import Status
from comments.models.tree import TREE_COLUMNS

# The fields that CommentManager.build computes.
PLACE_FIELDS = ("pk", "parent_id", *TREE_COLUMNS, "number", "reply_count", "quiet_days")


@dataclass(slots=True, eq=False)
class Outline:
    """The fields that decide a comment's place in its tree, at a tenth of a comment's size.

    `source` is what the comment will be made from, `parent` another outline or a comment.
    """

    source: object
    created: datetime
    status: Status
    parent: object = None
    parent_id: int | None = None
    pk: int | None = None
    tree_id: int | None = None
    lft: int | None = None
    rght: int | None = None
    level: int | None = None
    number: int | None = None
    reply_count: int = 0
    quiet_days: int = 0

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_rendered(self) -> bool:
        return self.is_published or self.reply_count > 0
