"""The common records of comment systems: pages with conversations, and their comments."""

from dataclasses import dataclass

from blogsite.transfer.wordpress.records import CommentRecord


@dataclass(slots=True)
class PageRecord:
    """A page with a conversation; `key` is its name in the file.

    `other_url` is a second URL, used by another system.
    """

    key: str
    url: str = ""
    title: str = ""
    other_url: str = ""
    is_closed: bool = False
    is_deleted: bool = False


@dataclass(slots=True)
class MessageRecord:
    """A comment of the page whose key is `page`, with fields that WordPress lacks.

    The state of `comment` is one of WordPress's, or "deleted". Its `user_id` distinguishes its
    author from others with the same name.
    """

    page: str
    comment: CommentRecord
    wordpress_id: str = ""  # its number in WordPress
    likes: int = 0
    dislikes: int = 0
    is_pinned: bool = False
