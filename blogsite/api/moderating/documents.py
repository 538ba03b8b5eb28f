"""What programs send that moderate, and what they get. See blogsite/api/answer_documents.py."""

from datetime import datetime
from typing import Annotated, Literal, NotRequired, TypedDict

from django.utils.translation import gettext_lazy as _

from blogsite.api.answer_documents import CommentStatus
from blogsite.api.request_documents import ReasonCode
from moderation.desk.forms import ACTIONS, TERM_DAYS
from moderation.models.acts import VERDICT_ACTIONS, Action
from moderation.models.appeal import ANSWER_LENGTH
from moderation.models.decision_manager import STATE_TOKEN_LENGTH

# The desk's buttons; their meaning depends on the comment's status.
DECIDABLE = tuple(dict.fromkeys(map(str, (*VERDICT_ACTIONS, *ACTIONS))))
ActionCode = Literal[DECIDABLE]
AnyActionCode = Literal[tuple(map(str, Action))]
Term = Literal[(*TERM_DAYS, "date", "forever")]

RULE = Annotated[
    NotRequired[str], _("The code of a house rule, as in “grounds”."), {"maxLength": 50}
]
LAW = Annotated[NotRequired[str], _("A law instead, and where it is written."), {"maxLength": 100}]


class Empty(TypedDict):
    """An empty object: the URL names the row."""


class NewDecision(TypedDict):
    """A decision to be taken on a comment."""

    action: Annotated[
        ActionCode,
        _(
            "“let_stand” approves, restores or keeps, “take_down” rejects or removes, whichever"
            " the comment’s status allows; “spam” takes down as spam."
        ),
    ]
    state_token: Annotated[
        str,
        _("That of the comment as you saw it. If somebody has decided since, nothing is done."),
        {"maxLength": STATE_TOKEN_LENGTH},
    ]
    rule: RULE
    law: LAW


class NewBan(TypedDict):
    """A ban of the author of a comment."""

    whom: Annotated[
        list[Literal["person", "email", "ip", "network"]],
        _("The guest or account, their e-mail, IP address or network."),
        {"maxItems": 4},
    ]
    term: Term
    until: Annotated[
        NotRequired[str], _("With “date”: the day, like 2027-01-31."), {"maxLength": 10}
    ]
    rule: RULE
    law: LAW


class NewAnswer(TypedDict):
    """An answer to an appeal."""

    answer: Literal["uphold", "overturn"]
    words: Annotated[
        str, _("The reason, for the person who appealed."), {"maxLength": ANSWER_LENGTH}
    ]
    rule: Annotated[
        NotRequired[str],
        _("The code of a house rule, if a legal notice was right."),
        {"maxLength": 50},
    ]
    law: LAW


class ClaimRequest(TypedDict):
    """A request to claim a comment, or to release it."""

    release: NotRequired[bool]


class Claim(TypedDict):
    """The moderator who looks at a comment. It stops nobody, and ends after three minutes."""

    by: str | None
    is_own: bool
    since: datetime | None


class PostSummary(TypedDict):
    """The post or page that a comment is under."""

    id: int
    title: str
    url: str


class QueueItem(TypedDict):
    """A comment that waits."""

    id: int
    url: str
    post: PostSummary
    author: str
    status: CommentStatus
    status_since: datetime
    created: datetime
    text: Annotated[str, _("As typed.")]
    reasons: Annotated[list[str], _("Why it is here: sentences of the checks that held it.")]
    report_count: Annotated[int, _("The number of open reports.")]
    looked_at_by: Annotated[str | None, _("The other moderator who has claimed it.")]
    assigned_to: str | None


class Queue(TypedDict):
    """A part of a queue, most urgent first."""

    items: list[QueueItem]
    next: Annotated[str | None, _("The URL of the next part.")]


class QueueFinding(TypedDict):
    """The finding of a check."""

    rule: Annotated[str, _("The code of the check.")]
    title: str
    verdict: Literal["publish", "hold", "shadow"]
    sentence: str
    evidence: str
    note: str


class QueueReport(TypedDict):
    """An open report."""

    reference: str
    reason: ReasonCode
    note: str
    points: Annotated[int, _("What it weighs by itself.")]
    is_legal_notice: bool
    is_of_other_words: Annotated[bool, _("Whether the comment was changed since.")]
    created: datetime


class DecisionTaken(TypedDict):
    """A decision."""

    id: int
    action: AnyActionCode
    comment: int | None
    by: Annotated[str, _("The moderator, or the automatic check.")]
    ground: str
    status_after: Annotated[CommentStatus | None, _("Of the comment.")]
    created: datetime
    summary: Annotated[str, _("In words, as the desk says it.")]


class BanInForce(TypedDict):
    """A ban, in force or not."""

    id: int
    whom: str
    until: Annotated[datetime | None, _("null: until it is lifted.")]
    is_running: bool
    ground: str
    created: datetime


class AuthorRecord(TypedDict):
    """A comment author's record, for moderators."""

    name: str
    is_guest: bool
    email: str
    ip: str
    network: str
    published: int
    held: int
    rejected: int
    removed: int
    warnings: int
    other_names: list[str]
    bans: list[BanInForce]


class QueueNote(TypedDict):
    """A moderator's note for others."""

    by: str
    text: str
    created: datetime


class Ground(TypedDict):
    """A house rule that can be the ground of a decision."""

    code: str
    title: str


class QueueComment(QueueItem):
    """A comment with everything that is needed to decide on it."""

    state_token: Annotated[str, _("For the decision: that nobody has decided meanwhile.")]
    parent: int | None
    parent_text: str
    html: str
    additions: list[str]
    findings: list[QueueFinding]
    reports: list[QueueReport]
    decisions: Annotated[list[DecisionTaken], _("The newest first.")]
    record: AuthorRecord
    notes: list[QueueNote]
    grounds: list[Ground]


class QueueAppeal(TypedDict):
    """An appeal that waits."""

    id: int
    text: str
    sender: str
    is_by_reporter: bool
    decision: DecisionTaken
    created: datetime


class Appeals(TypedDict):
    """A part of the appeals that the person may decide, the longest waiting first."""

    appeals: list[QueueAppeal]
    next: Annotated[str | None, _("The URL of the next part.")]
