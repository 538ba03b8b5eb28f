"""A comment on its way into a thread, known by its place and not yet by its words."""

from dataclasses import dataclass
from datetime import datetime

from comments.models.status import Status
from comments.models.tree import TREE_COLUMNS

# What building a thread says of a comment.
PLACE = ("pk", "parent_id", *TREE_COLUMNS, "number", "reply_count", "quiet_days")


@dataclass(slots=True, eq=False)
class Outline:
    """What the place of a comment depends on; a tenth of a comment's size.

    `source` is what the comment will be written from, `parent` another outline or a comment.
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
    def is_drawn(self) -> bool:
        return self.is_published or self.reply_count > 0
