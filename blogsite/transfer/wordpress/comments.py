"""Convert comments of a WordPress export into comments of the blog."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import unescape
from ipaddress import ip_address
from itertools import batched

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext_noop

from accounts.retention import IP_RETENTION
from blogsite.transfer.people import (
    MAX_NAME_LENGTH,
    MAX_REMEMBERED,
    ExportedAuthor,
    digest,
)
from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import shorten
from blogsite.transfer.seen_ids import SeenIds
from blogsite.transfer.spool import CommentSpool, SpooledComment
from blogsite.transfer.threading import find_misplaced
from comments.models import Comment, Outline, UnsavedComment
from comments.models.comment import MAX_WEBSITE_LENGTH
from moderation.text.links import is_link
from moderation.text.sanitizing import clean_name, count_removed, visible_text

BATCH_SIZE = 500  # origins in one query
EARLIEST_COMMENT_DATE = datetime(1990, 1, 1, tzinfo=UTC)  # before the web
MAX_CLOCK_ERROR = timedelta(days=1)
validate_email_length = MaxLengthValidator(Comment._meta.get_field("email").max_length)

# HTML that matches has visible text; the visible text is computed only for other HTML.
VISIBLE_CHARACTER = re.compile(r"(?:^|>)[^<>&]*[A-Za-z0-9]")

SEEN_KINDS = {"pingback", "trackback"}  # plugins store others, which readers do not see

FROM_ELSEWHERE = gettext_noop("%(kind)s from another site")
SAME_ID = gettext_noop("comment with the id of another one, kept beside it")
DATE_MOVED = gettext_noop("%(comment)s: %(old)s, now %(new)s")
WRONG_DATE = gettext_noop("date that cannot be, replaced by the one before")
OTHER_STATE = gettext_noop("comment in state “%(state)s”, now held")
NAME_CLEANED = gettext_noop("name cleaned")
NAMELESS = gettext_noop("empty name, now Anonymous")
NAME_CUT = gettext_noop("name cut to %(length)s characters")
EMPTY = gettext_noop("Empty comments, stored as they are")
SANITIZED = gettext_noop("Comments that sanitizing changed")
PARENT_LEFT_OUT = gettext_noop("its parent %(parent)s, a %(kind)s, was left out")
AT_TOP = gettext_noop("Set at top level")
WHY_AT_TOP = gettext_noop("%(comment)s: %(why)s")
LABEL = gettext_noop("comment %(key)s (line %(line)s)")

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
    "deleted": Status.WITHDRAWN,  # not by WordPress, which deletes for good
}
STATUSES_ONCE_PUBLISHED = {Status.PUBLISHED, Status.REMOVED}  # a removed one may be restored


@dataclass(slots=True, eq=False)
class ImportedComment(UnsavedComment):
    """A comment of an export, with its author there."""

    exported_author: ExportedAuthor = ExportedAuthor("", "", "")


class ImportedComments:
    """A converter of records into comments, which reports what it leaves out or changes."""

    hides_websites = False  # of the authors of comments, by the blog's setting

    def __init__(self, origin, dates, report):
        self.origin = origin  # callable: export id → stable key stored in Comment.origin
        self.dates = dates
        self.report = report
        self.seen_ids = SeenIds()
        self.is_email = lru_cache(MAX_REMEMBERED)(is_email)

    def outlines(self, spool: CommentSpool, post, label: str) -> list[Outline]:
        """Return outlines of a post's new comments, oldest first, with their parents set.

        A parent is another outline or a stored comment. `post` may be unsaved; `label` names it in
        the report. The texts stay in the spool, which must exist until `comments_of` has read them.
        """
        outlines, other_kinds = {}, {}
        previous_date = post.published_at or self.dates.now
        for offset, record in self._new(self._select(spool, label, other_kinds)):
            previous_date = self._created(record, previous_date)
            outlines[record.id] = Outline(
                SpooledComment(spool, offset, record.id, record.line, record.parent),
                previous_date,
                self._status(record),
            )
            self.report.states["comment", outlines[record.id].status.value] += 1
        self._set_parents(outlines, other_kinds, post)
        return sorted(outlines.values(), key=lambda outline: outline.created)

    def comments_of(self, outlines: Iterable[Outline]) -> list[ImportedComment]:
        """Return comments that have no author yet."""
        return [self._comment(outline.source.record(), outline) for outline in outlines]

    def _select(self, spool, label, other_kinds):
        """Yield offsets and records of the comments to import, without their texts; store in
        `other_kinds` the kinds of the other records, by id.
        """
        offsets = {}
        for offset, record in spool:
            record.id = record.id or content_digest(record)
            if record.type not in ("", "comment"):
                other_kinds[record.id] = shorten(record.type)
                kind = shorten(record.type)
                self.report.left_out[kind] += 1
                is_seen = kind in SEEN_KINDS and record.approved == "1"
                self.report.miss(label, Remark(FROM_ELSEWHERE, kind=kind), is_seen)
            elif self._is_new(record, spool, offsets.get(record.id)):
                self.seen_ids.add(record.id)
                offsets[record.id] = offset
                record.body = ""  # many wait together
                yield offset, record
            else:
                self.report.left_out[gettext_noop("comment that the file has twice")] += 1

    def _new(self, selected):
        """Yield those that no earlier import has stored."""
        for some in batched(selected, BATCH_SIZE):
            stored = self._stored(self.origin(record.id) for _, record in some)
            self.report.existing["comment"] += len(stored)
            yield from (each for each in some if self.origin(each[1].id) not in stored)

    def _is_new(self, record, spool, offset_of_same_id):
        """Return whether the file has not had this comment before.

        A comment with the id of another one gets an id of its own.
        """
        if record.id not in self.seen_ids:
            return True
        if offset_of_same_id is not None and content_digest(
            spool.read(offset_of_same_id)
        ) == content_digest(record):
            return False
        self.report.changed[SAME_ID] += 1
        record.id = content_digest(record)
        return record.id not in self.seen_ids

    def _origin_of(self, record):
        return self.origin(record.id)

    def _stored(self, origins: Iterable[str]) -> set[str]:
        stored = set()
        for some in batched(origins, BATCH_SIZE):
            known = Comment.objects.filter(origin__in=some)
            stored.update(known.values_list("origin", flat=True))
        return stored

    # One comment

    def _comment(self, record, outline):
        comment = ImportedComment(
            name=self._name(record),
            email=self._email(record),
            website=website_of(record),
            ip=self._ip(record, outline.created),
            status=outline.status,
            created=outline.created,
            published_at=outline.created if outline.status in STATUSES_ONCE_PUBLISHED else None,
            origin=self._origin_of(record),
            exported_author=ExportedAuthor(record.user_id, record.email, record.author),
        )
        comment.write(record.body)
        self._report_body(record, comment)
        if self.hides_websites and comment.website and comment.is_published:
            self.report.hidden["website"] += 1
        return comment

    def _created(self, record, previous_date):
        date = self.dates.parse(record.date_gmt, record.date)
        if date and EARLIEST_COMMENT_DATE <= date <= self.dates.now + MAX_CLOCK_ERROR:
            return date
        dates = {"old": shorten(record.date_gmt or record.date) or "—"}
        dates["new"] = f"{previous_date:%Y-%m-%d %H:%M}"
        source = Remark(DATE_MOVED, comment=label_of(record), **dates)
        self.report.miss(source, WRONG_DATE, record.approved == "1")
        return previous_date

    def _status(self, record):
        status = STATUSES.get(record.approved)
        if status is None:
            self.report.changed[Remark(OTHER_STATE, state=shorten(record.approved))] += 1
        return status or Status.HELD

    def _name(self, record):
        original = unescape(record.author)
        name = clean_name(original)
        self.report.changed[NAME_CLEANED] += name != original
        self.report.changed[NAMELESS] += not name
        if len(name) > MAX_NAME_LENGTH:
            self.report.miss(label_of(record), Remark(NAME_CUT, length=MAX_NAME_LENGTH))
        return name[:MAX_NAME_LENGTH].strip() or "Anonymous"

    def _email(self, record):
        if not record.email or self.is_email(record.email):
            return record.email
        self.report.changed[gettext_noop("e-mail that is none left out")] += 1
        return ""

    def _ip(self, record, created):
        if not record.ip or created < self.dates.now - IP_RETENTION:
            return None
        try:
            return str(ip_address(record.ip))
        except ValueError:
            return None

    def _report_body(self, record, comment):
        if not VISIBLE_CHARACTER.search(comment.body_html) and not visible_text(comment.body_html):
            self.report.list(EMPTY, label_of(record))
        # Sanitizing removes nothing from plain ASCII text, as in most comments.
        is_plain = record.body.isascii() and "<" not in record.body
        if not is_plain and (removed := count_removed(record.body, comment.body_html)):
            self.report.list_removed(SANITIZED, label_of(record), removed)

    # Parents

    def _set_parents(self, outlines, other_kinds, post):
        parents = {key: parent_of(outline.source) for key, outline in outlines.items()}
        stored = self._stored_parents(set(parents.values()) - parents.keys() - {None}, post)
        reasons = find_misplaced(parents, stored)
        for key, parent in parents.items():
            if key in reasons:
                left_out = other_kinds.get(parent)
                why = reasons[key]
                if left_out:
                    why = Remark(PARENT_LEFT_OUT, parent=shorten(parent), kind=left_out)
                line = Remark(WHY_AT_TOP, comment=label_of(outlines[key].source), why=why)
                self.report.list(AT_TOP, line)
            elif parent:
                outlines[key].parent = outlines.get(parent) or stored[parent]

    def _stored_parents(self, keys, post):
        if not keys or post.pk is None:
            return {}
        origins = {self.origin(key): key for key in keys}
        parents = Comment.objects.on(post).filter(origin__in=origins)
        return {origins[parent.origin]: parent for parent in parents}


def is_email(text: str) -> bool:
    """Return whether a text is a valid e-mail address that can be stored."""
    try:
        validate_email(text)
        validate_email_length(text)
    except ValidationError:
        return False
    return True


def website_of(record) -> str:
    """Return the website of the author, "" if it is not a valid link."""
    url = unescape(record.website)
    is_usable = len(url) <= MAX_WEBSITE_LENGTH and url.startswith(("http://", "https://"))
    return url if is_usable and is_link(url) else ""


def parent_of(record) -> str | None:
    """Return the id of the parent; None for a root comment."""
    return record.parent if record.parent not in ("", "0") else None


def content_digest(record) -> str:
    """Return a hash of the author, the date and the text."""
    return digest(record.author, record.date, record.body)


def label_of(record) -> Remark:
    """Return the report's name for a comment."""
    if not record.line:
        return Remark(gettext_noop("comment %(key)s"), key=shorten(record.id))
    return Remark(LABEL, key=shorten(record.id), line=str(record.line))
