"""A comment before it is stored, as the screening rules see it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from accounts.models import Person
from comments.facts import last_published
from comments.marks import mark_of
from comments.models import Comment
from comments.models.managers import days_between
from comments.text import comment_text
from posts.models import Post

# A person is a newcomer for this long after their first comment was published.
NEWCOMER_PERIOD = timedelta(days=1)


@dataclass
class Draft:
    """A comment that is not stored yet.

    `facts` holds facts about its author and its post, for the rules that are asked under the lock.
    """

    post: Post
    person: Person  # not stored yet if this is a new guest's first comment
    name: str
    body: str
    parent: Comment | None = None
    email: str = ""
    ip: str | None = None
    website: str = ""  # of an answer published on another site: its URL
    wants_mail: bool = False  # about replies
    editing: Comment | None = None  # the comment whose text this will replace
    other_html: str = ""  # HTML of the comment's other texts, which do not change
    now: datetime = field(default_factory=timezone.now)
    facts: dict = field(default_factory=dict)
    shared: dict = field(default_factory=dict)  # values that several rules share

    @property
    def parent_id(self):
        return self.parent and self.parent.pk

    @property
    def refusal(self) -> str:
        """The sentence that says why this person may not comment here; "" if they may."""
        return (self.parent or self.post).refusal(to_guest=self.person.is_guest)

    @cached_property
    def text(self):
        """The new text."""
        return comment_text(self.body)

    @property
    def html(self) -> str:
        """The safe HTML of the whole comment; each of its texts was sanitized by itself."""
        return self.other_html + self.text.html

    @property
    def is_by_staff_or_author(self) -> bool:
        """Whether the author is staff, or the author of the post."""
        user = self.person.account
        return bool(user and mark_of(user.pk, user.is_staff, self.post.author_id))

    @property
    def is_from_another_site(self) -> bool:
        """Whether it was published on another site, as an answer to a post here."""
        return bool(self.website)

    @property
    def conditions(self) -> dict:
        """The conditions of its Circumstance that do not depend on facts."""
        return {
            "by_staff": self.is_by_staff_or_author,
            "comment_mode": self.post.comment_mode_at(self.now),
            "commenters": self.post.commenters,
            "holds_first_comments": self.post.holds_first_comments,
        }

    # Facts from the database

    def lookups(self) -> dict:
        """Return the facts that several rules need, by name: each a query of one value."""
        lookups = {}
        if self.person.pk:
            own = Comment.objects.by(self.person).published().order_by("published_at")
            lookups["published_since"] = own.values("published_at")[:1]
        if days_between(self.post.published_at, self.now):  # a new post was not quiet for long
            lookups["last_comment"] = last_published(self.post.pk)
        return lookups

    @property
    def is_first(self) -> bool:
        """Whether no comment of this person has been published yet."""
        return self.facts.get("published_since") is None

    @property
    def is_by_newcomer(self) -> bool:
        """Whether this person was first published less than a day ago, or never."""
        return self.is_first or self.now - self.facts["published_since"] < NEWCOMER_PERIOD

    @property
    def quiet_days(self) -> int:
        """Whole days since a comment was published under the post, or the post was."""
        return days_between(self.facts.get("last_comment") or self.post.published_at, self.now)
