"""What every comment system stores: pages that have a conversation, and the comments of these."""

from dataclasses import dataclass

from blogsite.transfer.wordpress.records import CommentRecord


@dataclass(slots=True)
class PageRecord:
    """A page with a conversation; `key` is its name in the file.

    `other_url` is a second URL, under which another system knew the page.
    """

    key: str
    url: str = ""
    title: str = ""
    other_url: str = ""
    is_closed: bool = False
    is_deleted: bool = False


@dataclass(slots=True)
class MessageRecord:
    """A comment of the page whose key is `page`, with what WordPress has no fields for.

    The state of `comment` is one of WordPress's, or "deleted". Its `user_id` is what tells its
    author from others of the name.
    """

    page: str
    comment: CommentRecord
    wordpress_id: str = ""  # the number that it had in WordPress
    likes: int = 0
    dislikes: int = 0
    is_pinned: bool = False
