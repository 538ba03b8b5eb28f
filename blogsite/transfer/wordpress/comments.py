"""Comments of a WordPress export, as comments of the blog."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html import unescape
from ipaddress import ip_address

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email

from blogsite.transfer.people import NAME_LENGTH, Writer, digest
from blogsite.transfer.report import shortly
from blogsite.transfer.seen_ids import SeenIds
from blogsite.transfer.spool import CommentPile, Laid
from blogsite.transfer.threading import misplaced
from comments.models import Comment, Outline
from moderation.text.sanitizing import clean_name, count_removed, visible_text

AT_ONCE = 500  # origins asked for in one query
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)  # there was no web to comment on
CLOCKS_DIFFER = timedelta(days=1)
ADDRESSES_KEPT = timedelta(days=30)
EMAIL_LENGTH = Comment._meta.get_field("email").max_length

# Where this is found, there is something to see; where not, the sanitizer is asked.
READABLE = re.compile(r"(?:^|>)[^<>&]*[A-Za-z0-9]")

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
SHOWN = {Status.PUBLISHED, Status.REMOVED}  # a removed one may be restored: it was there


class ImportedComments:
    """Makes comments of records; what was left out or changed goes into the report."""

    def __init__(self, origin, clock, report):
        self.origin = origin  # gives the origin of something in the site, as text
        self.clock = clock
        self.report = report
        self.seen = SeenIds()

    def outlines(self, pile: CommentPile, post) -> list[Outline]:
        """Give the new ones of a post's comments in the order they came in, not yet written.

        Their parents are set, among themselves or to stored ones. `post` may be unsaved. Words
        stay in the pile, which must last until the outlines are written.
        """
        wanted, unwanted = self._sorted(pile)
        stored = self._stored(map(self.origin, wanted))
        new = {key: place for key, place in wanted.items() if self.origin(key) not in stored}
        self.report.already_there["comment"] += len(wanted) - len(new)
        outlines = {}
        previous = post.published_at or self.clock.now
        for key, place in new.items():
            record = pile.at(place)
            record.id = key
            previous = self._created(record, previous)
            outlines[key] = Outline(
                Laid(pile, place, key, record.line, record.parent), previous, self._status(record)
            )
        self._answer(outlines, unwanted, post)
        return sorted(outlines.values(), key=lambda outline: outline.created)

    def written(self, outlines: Iterable[Outline]) -> list[Comment]:
        """Give the comments of outlines, unsaved and without an author: who that is, each keeps as
        its `writer`.
        """
        return [self._comment(outline.source.record(), outline) for outline in outlines]

    def _sorted(self, pile):
        """Give the places of the comments to take, by id, and what the others are, by id."""
        wanted, unwanted = {}, {}
        for place, record in pile:
            record.id = record.id or words_of(record)
            if record.type not in ("", "comment"):
                unwanted[record.id] = shortly(record.type)
                self.report.left_out[shortly(record.type)] += 1
            elif self._is_new(record, pile, wanted.get(record.id)):
                self.seen.add(record.id)
                wanted[record.id] = place
            else:
                self.report.left_out["comment that the file has twice"] += 1
        return wanted, unwanted

    def _is_new(self, record, pile, namesake):
        """Whether the file did not have it yet; with another's id it gets one of its own."""
        if record.id not in self.seen:
            return True
        if namesake is not None and words_of(pile.at(namesake)) == words_of(record):
            return False
        self.report.changed["comment with the id of another one, kept beside it"] += 1
        record.id = words_of(record)
        return record.id not in self.seen

    def _origin_of(self, record):
        return self.origin(record.id)

    def _stored(self, origins: Iterable[str]) -> set[str]:
        origins, stored = list(origins), set()
        for start in range(0, len(origins), AT_ONCE):
            known = Comment.objects.filter(origin__in=origins[start : start + AT_ONCE])
            stored.update(known.values_list("origin", flat=True))
        return stored

    # One comment

    def _comment(self, record, outline):
        comment = Comment(
            name=self._name(record),
            email=self._email(record),
            address=self._address(record, outline.created),
            status=outline.status,
            created=outline.created,
            published_at=outline.created if outline.status in SHOWN else None,
            origin=self._origin_of(record),
        )
        comment.writer = Writer(record.user_id, record.email, record.author)
        comment.write(record.body)
        self._report_body(record, comment)
        return comment

    def _created(self, record, previous):
        moment = self.clock.moment(record.date_gmt, record.date)
        if moment and OLDEST <= moment <= self.clock.now + CLOCKS_DIFFER:
            return moment
        written = record.date_gmt or record.date or "none"
        self.report.list(
            "Dates that cannot be, replaced by the one before",
            f"{said(record)}: {shortly(written)}, now {previous:%Y-%m-%d %H:%M}",
        )
        return previous

    def _status(self, record):
        status = STATUSES.get(record.approved)
        if status is None:
            self.report.changed[f"comment in state “{shortly(record.approved)}”, now held"] += 1
        return status or Status.HELD

    def _name(self, record):
        written = unescape(record.author)
        name = clean_name(written)
        self.report.changed["name cleaned"] += name != written
        self.report.changed["empty name, now Anonymous"] += not name
        self.report.changed[f"name cut to {NAME_LENGTH} characters"] += len(name) > NAME_LENGTH
        return name[:NAME_LENGTH].strip() or "Anonymous"

    def _email(self, record):
        if not record.email:
            return ""
        try:
            validate_email(record.email)
            MaxLengthValidator(EMAIL_LENGTH)(record.email)
        except ValidationError:
            self.report.changed["e-mail address that is none left out"] += 1
            return ""
        return record.email

    def _address(self, record, created):
        if not record.address or created < self.clock.now - ADDRESSES_KEPT:
            return None
        try:
            return str(ip_address(record.address))
        except ValueError:
            return None

    def _report_body(self, record, comment):
        if not READABLE.search(comment.body_html) and not visible_text(comment.body_html):
            self.report.list("Empty comments, stored as they are", said(record))
        # Plain English, which most comments are, loses nothing.
        is_plain = record.body.isascii() and "<" not in record.body
        if not is_plain and (lost := count_removed(record.body, comment.body_html)):
            self.report.lost("Comments that sanitizing changed", said(record), lost)

    # Who answers whom

    def _answer(self, outlines, unwanted, post):
        parents = {key: parent_of(outline.source) for key, outline in outlines.items()}
        stored = self._stored_parents(set(parents.values()) - parents.keys() - {None}, post)
        reasons = misplaced(parents, stored)
        for key, parent in parents.items():
            if key in reasons:
                left_out = unwanted.get(parent)
                why = (
                    f"its parent {shortly(parent)}, a {left_out}, was left out"
                    if left_out
                    else reasons[key]
                )
                self.report.list("Set at top level", f"{said(outlines[key].source)}: {why}")
            elif parent:
                outlines[key].parent = outlines.get(parent) or stored[parent]

    def _stored_parents(self, keys, post):
        if not keys or post.pk is None:
            return {}
        origins = {self.origin(key): key for key in keys}
        parents = Comment.objects.on(post).filter(origin__in=origins)
        return {origins[parent.origin]: parent for parent in parents}


def parent_of(record) -> str | None:
    return record.parent if record.parent not in ("", "0") else None


def words_of(record) -> str:
    """Give a mark of who said what and when."""
    return digest(record.author, record.date, record.body)


def said(record) -> str:
    return f"comment {shortly(record.id)} (line {record.line})"
