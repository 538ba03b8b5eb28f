"""The text of a comment, which its author can edit and add to."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models.pace import check_edit_rate
from comments.models.status import InvalidTransition, Status, TooLateToEdit
from comments.models.typed_text import TypedText

# Long enough to correct a slip, too short to change a text that others have answered.
EDIT_WINDOW = timedelta(minutes=10)

# Shown to the author of an edited, held comment that passes the rules but still waits.
STILL_HELD = _(
    "The reason it was held no longer applies, but a moderator will still check it first."
)

NO_MORE_WORDS = _("Your comment can no longer be changed.")
TAKES_NO_WORDS = {
    Status.REJECTED: _("Your comment was rejected; it can no longer be changed."),
    Status.REMOVED: _("Your comment was removed; it can no longer be changed."),
    Status.WITHDRAWN: _("Your comment was withdrawn; it can no longer be changed."),
}


class EditableText(TypedText):
    """The part of a comment that is its text, with its edits and additions.

    Each method that changes it locks the post and reads the row again.
    """

    edited = models.DateTimeField(null=True, editable=False)
    # When the last addition was written
    last_added = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def edit(self, body: str, findings=()):
        """Replace the comment's text; the earlier text is stored as an EarlierVersion.

        `findings` are the rules' findings about the new text. Raises TooLateToEdit, EditedTooOften,
        and InvalidTransition when the comment is no longer shown.
        """
        with self._lock() as post:
            self.require_changeable()
            if not self.is_editable:
                raise TooLateToEdit(gettext("It was answered, or ten minutes have passed."))
            self._replace_body(post, body, findings)

    def replace(self, body: str, findings=()):
        """Replace the text of an answer whose page on another site has changed, at any time.

        A moderator looks at it again before it is shown. Raises EditedTooOften, and
        InvalidTransition when the comment is no longer shown.
        """
        with self._lock() as post:
            self.require_changeable()
            self._replace_body(post, body, findings)
            if self.is_published:
                self._set_status(post, Status.HELD)

    def add(self, words: str, findings=()):
        """Add text below the comment's own, as an Addition; there is no time limit.

        Sending the last addition again changes nothing. `findings` are the rules' findings about
        the whole comment. Raises EditedTooOften, and InvalidTransition when the comment is no
        longer shown.
        """
        with self._lock() as post:
            self.require_changeable()
            if self.additions.filter(created=self.last_added, body=words).exists():
                return
            check_edit_rate(self)
            self.last_added = timezone.now()
            self.additions.store(words, created=self.last_added)
            self.save(update_fields=["last_added"])
            self._apply_change(post, findings)

    def require_changeable(self):
        """Raise InvalidTransition when its author can neither edit it nor add to it."""
        if not self.takes_additions:
            raise InvalidTransition(TAKES_NO_WORDS.get(self.status, NO_MORE_WORDS))

    @property
    def is_editable(self) -> bool:
        """Whether its author may still edit it: for ten minutes, and without a reply."""
        return self.takes_additions and self.is_fresh and not self.replies.ever_published().exists()

    @property
    def is_fresh(self) -> bool:
        """Whether it was written within the last ten minutes, with or without replies."""
        return timezone.now() - self.created < EDIT_WINDOW

    @property
    def takes_additions(self) -> bool:
        return self.status in (Status.PUBLISHED, Status.HELD)

    @property
    def added_texts(self):
        """Its additions, oldest first; no query if there are none."""
        return self.additions.all() if self.last_added else ()

    @property
    def texts(self) -> list[TypedText]:
        """Its own text and its additions; each was sanitized by itself."""
        return [self, *self.added_texts]

    @property
    def last_change(self):
        """When its author last edited it or added to it; None if never."""
        return max(filter(None, (self.edited, self.last_added)), default=None)

    @property
    def left_out(self) -> str:
        """What sanitizing removed from its texts, in sentences for its author; "" for nothing."""
        sentences = [super().left_out, *(addition.left_out for addition in self.added_texts)]
        return " ".join(filter(None, sentences))

    @property
    def hold_reasons(self) -> list[str]:
        """Why it waits, in sentences for its author, each once."""
        holds = [finding for finding in self.findings.all() if finding.verdict == "hold"]
        reasons = [finding.reason for finding in holds if not finding.is_of_earlier_words]
        if holds and not reasons and self.status_since < self.last_change:
            return [STILL_HELD]  # it was held before the edit already
        return list(dict.fromkeys(reasons))

    def _replace_body(self, post, body, findings):
        check_edit_rate(self)
        self.earlier_versions.create(body=self.body, written=self.edited or self.created)
        self.write(body)
        self.edited = timezone.now()
        self.save(update_fields=["body", "body_html", "edited"])
        self._apply_change(post, findings)

    def _apply_change(self, post, findings):
        """Update what depends on a changed text: the search index, and the findings. The comment is
        held if one of the findings says so.
        """
        self.update_search()
        import_string(settings.COMMENT_CHANGE)(self)
        self.store_findings(findings)
        if self.is_published and any(finding.verdict == "hold" for finding in findings):
            self._set_status(post, Status.HELD)
