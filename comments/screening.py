"""What the rules say of a comment before it is stored; who the rules are, settings say."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Person
from comments.marks import mark_of
from comments.models import Comment, Finding
from comments.text import comment_text
from posts.models import Post

logger = logging.getLogger(__name__)

Verdict = Finding.Verdict

# A person is a newcomer until their first comment has been published for so long.
NEWCOMER_PERIOD = timedelta(days=1)


@dataclass
class Draft:
    """A comment that is not stored yet, as the rules see it."""

    post: Post
    person: Person  # not stored yet when it is a stranger's first comment
    name: str
    body: str
    parent: Comment | None = None
    email: str = ""
    address: str | None = None
    editing: Comment | None = None  # the comment whose words these are to be
    other_html: str = ""  # of the same comment: its words that are stored and stay
    now: datetime = field(default_factory=timezone.now)
    shared: dict = field(default_factory=dict)  # what rules look up once for all of them

    @property
    def parent_id(self):
        return self.parent and self.parent.pk

    @property
    def refusal(self) -> str:
        """The sentence that says why the place takes no comment of this person; "" if it does."""
        return (self.parent or self.post).refusal(to_guest=self.person.is_guest)

    @cached_property
    def text(self):
        """The words that are new."""
        return comment_text(self.body)

    @property
    def html(self) -> str:
        """The safe HTML of the whole comment; each text was sanitized by itself."""
        return self.other_html + self.text.html

    @property
    def is_by_staff_or_author(self) -> bool:
        """Whether staff writes, or the author of the post."""
        user = self.person.account
        return bool(user and mark_of(user.pk, user.is_staff, self.post.author_id))

    @property
    def is_first(self) -> bool:
        """Whether nobody has read a comment of this person yet."""
        return self._standing_since is None

    @property
    def is_newcomers(self) -> bool:
        """Whether no comment of this person has stood for a day yet."""
        return self.is_first or self.now - self._standing_since < NEWCOMER_PERIOD

    @cached_property
    def _standing_since(self):
        if self.person.pk is None:
            return None
        published = Comment.objects.by(self.person).published().order_by("published_at")
        return published.values_list("published_at", flat=True).first()


class Findings(list):
    """What all rules found, gravest first."""

    @property
    def refusals(self) -> list[Finding]:
        return [finding for finding in self if finding.verdict == Verdict.REFUSE]

    @property
    def retry_after(self) -> int:
        """Seconds until the draft would no longer be too early; 0 when it never was."""
        return max((finding.retry_after or 0 for finding in self.refusals), default=0)

    @property
    def status(self) -> str:
        """Where a comment with these findings begins."""
        held = any(finding.verdict == Verdict.HOLD for finding in self)
        return Comment.Status.HELD if held else Comment.Status.PUBLISHED


def hold(reason: str, evidence: str = "") -> Finding:
    """Say that a moderator looks first; `reason` is the sentence the author reads."""
    return Finding(verdict=Verdict.HOLD, reason=reason, evidence=evidence)


def refuse(
    reason: str, evidence: str = "", *, retry_after=None, stands=None, read_first=""
) -> Finding:
    """Say that the draft cannot be taken, or not before `retry_after` seconds.

    `stands` is the comment that says it already, `read_first` the address of what to read.
    """
    finding = Finding(verdict=Verdict.REFUSE, reason=reason, evidence=evidence)
    finding.retry_after, finding.stands, finding.read_first = retry_after, stands, read_first
    return finding


def screen(draft: Draft) -> Findings:
    """Ask every rule of COMMENT_RULES; nothing is stored. A rule that fails holds the draft."""
    return _run_all(draft, map(import_string, settings.COMMENT_RULES))


def screen_again(draft: Draft) -> Findings:
    """Ask under the lock the rules that two drafts at once could both have passed before it."""
    rules = map(import_string, settings.COMMENT_RULES)
    return _run_all(draft, (rule for rule in rules if getattr(rule, "again", False)))


def _run_all(draft, rules):
    findings = [_run(rule, draft) for rule in rules]
    gravity = [Verdict.REFUSE, Verdict.HOLD, Verdict.PUBLISH]
    return Findings(sorted(filter(None, findings), key=lambda f: gravity.index(f.verdict)))


def _run(rule, draft):
    try:
        finding = rule(draft)
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing can be stored, and the text goes back
    except Exception as error:
        logger.exception("The rule %s failed", rule.__name__)
        finding = hold("A check is unavailable, so a moderator looks at it first.", repr(error))
    if finding:
        finding.rule, finding.version = rule.__name__, getattr(rule, "version", 1)
    return finding
