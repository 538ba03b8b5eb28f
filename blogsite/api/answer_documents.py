"""The documents in responses.

The OpenAPI document is made from these types, and a test checks responses against them.

A sentence beside a type is its description. No document names a person, except by the name shown
with their text.
"""

from datetime import datetime
from typing import Annotated, Literal, NotRequired, TypedDict

from django.utils.translation import gettext_lazy as _

from comments.models import Comment as StoredComment

CommentStatus = Literal[tuple(status.value for status in StoredComment.Status)]


class Author(TypedDict):
    """The author of something, as shown on the page."""

    name: str
    mark: Annotated[
        str, _("“Author”, “Staff” or “From another site” in the blog's language, or empty.")
    ]
    website: Annotated[
        str, _("Of a comment that came from another site, or was imported; else empty.")
    ]


class Addition(TypedDict):
    """A text that an author added below their comment later."""

    created: datetime
    html: str
    text: str


class Comment(TypedDict):
    """A comment, or a tombstone for one that is not shown but has replies.

    A tombstone has only a `reason`: no author, no text and no time.
    """

    id: int
    url: str
    parent: Annotated[int | None, _("The comment that it answers.")]
    level: Annotated[int, _("0 for a root comment, 1 for a reply to one, and so on.")]
    number: Annotated[int | None, _("Of a root comment under its post, for good.")]
    status: CommentStatus
    reason: Annotated[str, _("Why it is not shown; empty for comments that are.")]
    author: Author | None
    created: datetime | None
    is_edited: bool
    is_picked: Annotated[bool, _("Whether editors picked it.")]
    recommendations: int
    html: str
    text: Annotated[str, _("The same words without markup, on one line.")]
    additions: list[Addition]
    takes_replies: NotRequired[bool]
    replies: Annotated[
        NotRequired[list["Comment"]],
        _("With form=nested. Replies beyond the sixth level stand beside what they answer."),
    ]


class ListedComment(Comment):
    """A comment in a list of comments under different posts."""

    post: int
    post_title: str
    post_url: str
    published: datetime


class ConversationSummary(TypedDict):
    """The post that a conversation is under, and the head of the conversation."""

    id: Annotated[int, _("The number of the post, which is that of its conversation.")]
    url: str
    title: str
    version: Annotated[int, _("Becomes higher with each change.")]
    count: Annotated[int, _("Of published comments.")]
    is_open: bool
    closed_reason: Annotated[str, _("Why nobody can comment now; empty if somebody can.")]
    takes_guests: bool
    question: Annotated[str, _("What the editors ask readers; empty for nothing.")]
    pinned: Annotated[int | None, _("The comment that editors pinned to the head.")]


class Conversation(ConversationSummary):
    """A part of the conversation under a post: whole trees, in order."""

    comments: list[Comment]
    next: Annotated[str | None, _("The URL of the next part.")]


class Branch(ConversationSummary):
    """A comment with its ancestors and all its replies."""

    comment: Annotated[int, _("The comment that was asked for.")]
    comments: list[Comment]


class Post(TypedDict):
    """A post in a list."""

    id: int
    url: str
    title: str
    author: str
    published: datetime
    changed: datetime
    tags: list[str]
    summary: str
    count: Annotated[int, _("Of published comments.")]


class WholePost(Post):
    """A post with its text."""

    html: str
    text: Annotated[str, _("The same words without markup, on one line.")]


class Posts(TypedDict):
    """A part of the list of posts."""

    posts: list[Post]
    next: Annotated[str | None, _("The URL of the next part.")]


class Comments(TypedDict):
    """A part of the list of comments."""

    comments: list[ListedComment]
    next: Annotated[str | None, _("The URL of the next part.")]


class Result(TypedDict):
    """A post or a comment that contains all words of a search."""

    kind: Literal["post", "comment"]
    id: int
    url: str
    title: Annotated[str, _("Of the post, also if a comment was found.")]
    author: str
    created: datetime
    excerpt: Annotated[list["Excerpt"], _("The text around the first match.")]


class Excerpt(TypedDict):
    """A part of an excerpt: a match, or the text between two matches."""

    text: str
    is_match: bool


class Results(TypedDict):
    """A page of what a search found, best first."""

    count: Annotated[int, _("Of all that was found.")]
    results: list[Result]
    next: Annotated[str | None, _("The URL of the next part.")]


class URLs(TypedDict):
    """The URLs whose comments are to be counted."""

    urls: Annotated[
        list[str], _("At most 1,000, of this site or of pages of the owner’s other sites.")
    ]


class Count(TypedDict):
    """The number of published comments of one URL."""

    url: str
    count: Annotated[int | None, _("null where this site has no conversation.")]
    text: Annotated[str | None, _("As pages say it: “12 responses”.")]


class Counts(TypedDict):
    """The numbers of comments, in the order of the URLs."""

    counts: list[Count]


class ProblemDocument(TypedDict):
    """An error (RFC 9457)."""

    title: str
    status: int
    detail: Annotated[str, _("A sentence for people, in the blog's language.")]
    parameter: Annotated[
        NotRequired[str], _("The parameter, or the member of the body, that is wrong.")
    ]
    reasons: Annotated[
        NotRequired[list[str]], _("All sentences, where there are more than the one of “detail”.")
    ]
    text: Annotated[NotRequired[str], _("The words that were sent, so that none are lost.")]
    comment: Annotated[NotRequired[int], _("The comment that stands in the way.")]
    decision: Annotated[NotRequired[int], _("The decision that somebody else has taken.")]
