"""A comment of an import before it is stored."""

from dataclasses import dataclass
from datetime import datetime

from comments.models.status import Status
from comments.models.typed_text import TypedText


@dataclass(slots=True, eq=False)
class UnsavedComment:
    """The columns of an imported comment except its place, at a tenth of the cost of a Comment.

    CommentManager.build stores it; other columns have their defaults.
    """

    name: str = ""
    email: str = ""
    website: str = ""
    ip: str | None = None
    status: Status = Status.PUBLISHED
    created: datetime | None = None
    published_at: datetime | None = None
    erased: datetime | None = None
    origin: str | None = None
    author_id: int | None = None
    body: str = ""
    body_html: str = ""

    write = TypedText.write

    @property
    def texts(self) -> list["UnsavedComment"]:
        """Its text, in a list as that of a Comment, which may have additions."""
        return [self]

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED
