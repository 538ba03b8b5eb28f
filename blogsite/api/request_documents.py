"""What programs send that write for their people, and what they get. See answer_documents.py."""

from datetime import datetime
from typing import Annotated, Literal, NotRequired, TypedDict

from django.utils.translation import gettext_lazy as _

from blogsite.api.answer_documents import CommentStatus
from moderation.models import Reason

MAX_ID = 10**18 - 1
ID = {"minimum": 1, "maximum": MAX_ID}
MAX_URL_CHARACTERS = 2_000
# A longer text is refused here; the form refuses others, with the text
MAX_BODY_CHARACTERS = 100_000
NAME = {"maxLength": 200}
WORDS = {"maxLength": MAX_BODY_CHARACTERS}
ReasonCode = Literal[tuple(reason.value for reason in Reason)]


class Actor(TypedDict):
    """The person of your program who acts."""

    id: Annotated[
        str,
        _("Your program’s id for this person. It must never change, and is not stored here."),
        {"minLength": 1, "maxLength": 200},
    ]
    ip: Annotated[
        NotRequired[str],
        _(
            "Their IP address, as your program sees it. Bans and limits are about networks, too."
            " Without it, recommendations of all your people count as those of one network."
        ),
        {"maxLength": 50},
    ]


class CommentAuthor(Actor):
    """The person of your program who writes a comment."""

    name: Annotated[str, _("Shown above the comment."), NAME]
    email: Annotated[NotRequired[str], _("Never shown, and proves nothing."), {"maxLength": 300}]


class NewComment(TypedDict):
    """A comment to be stored."""

    conversation: Annotated[
        NotRequired[int], _("The id of the conversation; or send “url” or “parent” instead."), ID
    ]
    url: Annotated[
        NotRequired[str], _("The URL of the page to comment on."), {"maxLength": MAX_URL_CHARACTERS}
    ]
    identifier: Annotated[
        NotRequired[str],
        _("Your site’s id for the page at “url”; it stays when the URL changes."),
        {"maxLength": 300},
    ]
    title: Annotated[
        NotRequired[str],
        _("The title of the page, if nobody has commented on it yet."),
        {"maxLength": 300},
    ]
    parent: Annotated[NotRequired[int], _("The comment that it answers."), ID]
    author: CommentAuthor
    body: Annotated[str, _("As typed, with a little Markdown."), WORDS]
    wants_mail: Annotated[NotRequired[bool], _("Whether to mail its author about replies.")]
    nudged: Annotated[
        NotRequired[bool], _("Whether its author has read what a 422 asked, and is sure.")
    ]


class NewWords(TypedDict):
    """New words for a stored comment."""

    author: Actor
    body: Annotated[str, _("As typed, with a little Markdown."), WORDS]
    nudged: Annotated[
        NotRequired[bool], _("Whether its author has read what a 422 asked, and is sure.")
    ]


class WithdrawRequest(TypedDict):
    """A request to take a comment back."""

    author: Actor


class RecommendationRequest(TypedDict):
    """A request to recommend a comment, or to withdraw that."""

    author: Actor
    recommend: Annotated[bool, _("false withdraws the recommendation.")]


class NewReport(TypedDict):
    """A report of a comment. Illegal content needs the last five members, too."""

    author: Actor
    reason: ReasonCode
    note: Annotated[NotRequired[str], _("What the moderator should know."), WORDS]
    email: Annotated[
        NotRequired[str], _("Where the outcome is sent, once confirmed."), {"maxLength": 300}
    ]
    explanation: Annotated[NotRequired[str], _("Why it is illegal."), WORDS]
    location: Annotated[NotRequired[str], _("Its exact URL."), {"maxLength": MAX_URL_CHARACTERS}]
    name: Annotated[
        NotRequired[str], _("The name of the person who reports illegal content."), NAME
    ]
    is_about_children: NotRequired[bool]
    in_good_faith: NotRequired[bool]


class OwnComment(TypedDict):
    """A comment as its author sees it."""

    id: int
    conversation: int
    parent: int | None
    url: str
    status: CommentStatus
    status_text: Annotated[str, _("The status in words.")]
    reasons: Annotated[list[str], _("Why it waits for a moderator, for its author.")]
    status_url: Annotated[
        str, _("A page where its author sees what became of it and can appeal. It is private.")
    ]
    created: datetime
    is_editable: Annotated[bool, _("If false, words can only be added to it.")]
    html: str
    text: Annotated[str, _("The same words without markup, on one line.")]
    left_out: Annotated[str, _("What was taken out of the words, in sentences.")]


class RecommendationState(TypedDict):
    """How often a comment is recommended, and whether by this person."""

    id: int
    recommendations: int
    is_recommended: bool


class Receipt(TypedDict):
    """The state of a report."""

    reference: str
    status: Annotated[str, _("In words.")]
    receipt_url: Annotated[
        str, _("A page where its reporter reads the outcome, and can take it back. It is private.")
    ]


class ReadWarnings(TypedDict):
    """The warnings that a person has read."""

    author: Actor
    read: Annotated[
        list[Annotated[int, ID]],
        _("The numbers of warnings that they have read now; empty to ask which there are."),
        {"maxItems": 100},
    ]


class Warning(TypedDict):
    """A warning from a moderator to an author."""

    id: int
    comment: Annotated[int, _("The id of the comment that it is about.")]
    sentence: str
    created: datetime


class Warnings(TypedDict):
    """The warnings that are to be read, the oldest first."""

    warnings: list[Warning]
