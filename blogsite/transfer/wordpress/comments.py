"""Convert comments of a WordPress export into comments of the blog."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html import unescape
from ipaddress import ip_address

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email

from accounts.retention import IP_KEPT
from blogsite.transfer.people import MAX_NAME_LENGTH, ExportedAuthor, digest
from blogsite.transfer.report import shorten
from blogsite.transfer.seen_ids import SeenIds
from blogsite.transfer.spool import CommentSpool, SpooledComment
from blogsite.transfer.threading import find_misplaced
from comments.models import Comment, Outline
from moderation.text.sanitizing import clean_name, count_removed, visible_text

BATCH_SIZE = 500  # origins in one query
EARLIEST_COMMENT_DATE = datetime(1990, 1, 1, tzinfo=UTC)  # before the web
MAX_CLOCK_ERROR = timedelta(days=1)
MAX_EMAIL_LENGTH = Comment._meta.get_field("email").max_length

# HTML that matches has visible text; only of other HTML is the visible text computed.
VISIBLE_CHARACTER = re.compile(r"(?:^|>)[^<>&]*[A-Za-z0-9]")

Status = Comment.Status
STATUSES = {
    "1": Status.PUBLISHED,
    "approve": Status.PUBLISHED,
    "approved": Status.PUBLISHED,
    "0": Status.HELD,
    "hold": Status.HELD,
    "spam": Status.REJECTED,
    "trash": Status.REMOVED,
    "post-trashed": Status.REMOVED,
}
STATUSES_ONCE_PUBLISHED = {Status.PUBLISHED, Status.REMOVED}  # a removed one may be restored


class ImportedComments:
    """A converter of records into comments, which reports what it leaves out or changes."""

    def __init__(self, origin, dates, report):
        self.origin = origin  # callable: export id → stable key stored in Comment.origin
        self.dates = dates
        self.report = report
        self.seen_ids = SeenIds()

    def outlines(self, spool: CommentSpool, post) -> list[Outline]:
        """Return outlines of a post's new comments, oldest first, with their parents set.

        A parent is another outline or a stored comment. `post` may be unsaved. The texts stay in
        the spool, which must last until `comments_of` has read them.
        """
        offsets, other_kinds = self._select(spool)
        stored = self._stored(map(self.origin, offsets))
        new = {key: offset for key, offset in offsets.items() if self.origin(key) not in stored}
        self.report.existing["comment"] += len(offsets) - len(new)
        outlines = {}
        previous_date = post.published_at or self.dates.now
        for key, offset in new.items():
            record = spool.read(offset)
            record.id = key
            previous_date = self._created(record, previous_date)
            outlines[key] = Outline(
                SpooledComment(spool, offset, key, record.line, record.parent),
                previous_date,
                self._status(record),
            )
        self._set_parents(outlines, other_kinds, post)
        return sorted(outlines.values(), key=lambda outline: outline.created)

    def comments_of(self, outlines: Iterable[Outline]) -> list[Comment]:
        """Return unsaved comments; each has an `exported_author`, and no author yet."""
        return [self._comment(outline.source.record(), outline) for outline in outlines]

    def _select(self, spool):
        """Return offsets of the comments to import and kinds of the other records, each by id."""
        offsets, other_kinds = {}, {}
        for offset, record in spool:
            record.id = record.id or content_digest(record)
            if record.type not in ("", "comment"):
                other_kinds[record.id] = shorten(record.type)
                self.report.left_out[shorten(record.type)] += 1
            elif self._is_new(record, spool, offsets.get(record.id)):
                self.seen_ids.add(record.id)
                offsets[record.id] = offset
            else:
                self.report.left_out["comment that the file has twice"] += 1
        return offsets, other_kinds

    def _is_new(self, record, spool, offset_of_same_id):
        """Return whether the file has not had this comment yet.

        A comment with the id of another one gets an id of its own.
        """
        if record.id not in self.seen_ids:
            return True
        if offset_of_same_id is not None and content_digest(
            spool.read(offset_of_same_id)
        ) == content_digest(record):
            return False
        self.report.changed["comment with the id of another one, kept beside it"] += 1
        record.id = content_digest(record)
        return record.id not in self.seen_ids

    def _origin_of(self, record):
        return self.origin(record.id)

    def _stored(self, origins: Iterable[str]) -> set[str]:
        origins, stored = list(origins), set()
        for start in range(0, len(origins), BATCH_SIZE):
            known = Comment.objects.filter(origin__in=origins[start : start + BATCH_SIZE])
            stored.update(known.values_list("origin", flat=True))
        return stored

    # One comment

    def _comment(self, record, outline):
        comment = Comment(
            name=self._name(record),
            email=self._email(record),
            address=self._ip(record, outline.created),
            status=outline.status,
            created=outline.created,
            published_at=outline.created if outline.status in STATUSES_ONCE_PUBLISHED else None,
            origin=self._origin_of(record),
        )
        comment.exported_author = ExportedAuthor(record.user_id, record.email, record.author)
        comment.write(record.body)
        self._report_body(record, comment)
        return comment

    def _created(self, record, previous_date):
        date = self.dates.parse(record.date_gmt, record.date)
        if date and EARLIEST_COMMENT_DATE <= date <= self.dates.now + MAX_CLOCK_ERROR:
            return date
        original = record.date_gmt or record.date or "none"
        self.report.list(
            "Dates that cannot be, replaced by the one before",
            f"{label_of(record)}: {shorten(original)}, now {previous_date:%Y-%m-%d %H:%M}",
        )
        return previous_date

    def _status(self, record):
        status = STATUSES.get(record.approved)
        if status is None:
            self.report.changed[f"comment in state “{shorten(record.approved)}”, now held"] += 1
        return status or Status.HELD

    def _name(self, record):
        original = unescape(record.author)
        name = clean_name(original)
        self.report.changed["name cleaned"] += name != original
        self.report.changed["empty name, now Anonymous"] += not name
        self.report.changed[f"name cut to {MAX_NAME_LENGTH} characters"] += (
            len(name) > MAX_NAME_LENGTH
        )
        return name[:MAX_NAME_LENGTH].strip() or "Anonymous"

    def _email(self, record):
        if not record.email:
            return ""
        try:
            validate_email(record.email)
            MaxLengthValidator(MAX_EMAIL_LENGTH)(record.email)
        except ValidationError:
            self.report.changed["e-mail address that is none left out"] += 1
            return ""
        return record.email

    def _ip(self, record, created):
        if not record.ip or created < self.dates.now - IP_KEPT:
            return None
        try:
            return str(ip_address(record.ip))
        except ValueError:
            return None

    def _report_body(self, record, comment):
        if not VISIBLE_CHARACTER.search(comment.body_html) and not visible_text(comment.body_html):
            self.report.list("Empty comments, stored as they are", label_of(record))
        # Sanitizing removes nothing from plain ASCII text, which most comments are.
        is_plain = record.body.isascii() and "<" not in record.body
        if not is_plain and (removed := count_removed(record.body, comment.body_html)):
            self.report.list_removed("Comments that sanitizing changed", label_of(record), removed)

    # Parents

    def _set_parents(self, outlines, other_kinds, post):
        parents = {key: parent_of(outline.source) for key, outline in outlines.items()}
        stored = self._stored_parents(set(parents.values()) - parents.keys() - {None}, post)
        reasons = find_misplaced(parents, stored)
        for key, parent in parents.items():
            if key in reasons:
                left_out = other_kinds.get(parent)
                why = (
                    f"its parent {shorten(parent)}, a {left_out}, was left out"
                    if left_out
                    else reasons[key]
                )
                self.report.list("Set at top level", f"{label_of(outlines[key].source)}: {why}")
            elif parent:
                outlines[key].parent = outlines.get(parent) or stored[parent]

    def _stored_parents(self, keys, post):
        if not keys or post.pk is None:
            return {}
        origins = {self.origin(key): key for key in keys}
        parents = Comment.objects.on(post).filter(origin__in=origins)
        return {origins[parent.origin]: parent for parent in parents}


def parent_of(record) -> str | None:
    """Return the id of the parent; None for a root comment."""
    return record.parent if record.parent not in ("", "0") else None


def content_digest(record) -> str:
    """Return a hash of the author, the date and the text."""
    return digest(record.author, record.date, record.body)


def label_of(record) -> str:
    """Return how the report names a comment."""
    return f"comment {shorten(record.id)} (line {record.line})"
