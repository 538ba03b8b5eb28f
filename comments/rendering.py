"""Turn the rows of trees, in tree order, into a flat list of entries for templates.

There is no recursion, and the DOM is not as deep as the tree: each entry has the HTML that closes
and opens boxes before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.grounds import Ground
from comments.marks import mark_of
from comments.models import Comment
from posts.dates import day, day_and_time, day_of_year, iso
from posts.plain_text import plain_text

INDENT_CAP = 6  # levels; on a phone of 360 pixels a seventh would leave no line of ten words
REPLIES_PER_ROOT = 20  # on the post's page; the others are on the root comment's own page
MIN_FOLD_COMMENTS = 3  # in a row by the same author
SHARED_NAME = "anonymous"  # used by many people, so it never folds
FOLD_EXCERPT_WORDS = 12  # one line on a computer's screen, two on a phone's

PUBLISHED = Comment.Status.PUBLISHED.value

# Shown in place of a comment that is not published but has published replies.
TOMBSTONES = {
    Comment.Status.HELD: _("This comment is waiting for a moderator."),
    Comment.Status.REJECTED: _("This comment was not published."),
    Comment.Status.REMOVED: _("A moderator removed this comment."),
    Comment.Status.WITHDRAWN: _("Its author deleted this comment."),
}

# Constant HTML, so safe: the boxes around comments, and the text of an empty one.
OPEN_REPLIES, CLOSE_REPLIES = '<div class="replies">', "</div>"
OPEN_FOLD, CLOSE_FOLD = '<details class="comment-fold">', "</details>"
NO_WORDS = '<p class="comment__empty">(no text)</p>'


class Row(NamedTuple):
    """The columns of a comment that decide its place and form on a page; no text."""

    pk: int
    tree_id: int
    lft: int
    rght: int
    level: int
    parent_id: int | None
    status: str
    name: str
    author_id: int
    account_id: int | None  # the user behind the author
    is_staff: bool | None  # whether that user is
    origin: str | None
    branch_closed: bool
    picked: bool

    COLUMNS = (
        *("pk", "tree_id", "lft", "rght", "level", "parent_id", "status"),
        *("name", "author_id", "author__user_id", "author__user__is_staff"),
        *("origin", "branch_closed", "picked"),
    )

    @property
    def tombstone(self) -> str:
        return TOMBSTONES[self.status]

    @property
    def author_key(self):
        """The key under which neighbouring comments fold together.

        It is the account; of guests, who may share a browser, the guest and the name; of imported
        guests the name.
        """
        name = self.name.casefold()
        if self.account_id is not None:
            return self.author_id
        if not self.origin:
            return self.author_id, name
        return self.pk if name == SHARED_NAME else name


class CommentText(NamedTuple):
    """The columns of a comment that are shown: its text, times and counts."""

    pk: int
    body_html: str
    created: datetime
    edited: datetime | None
    number: int | None
    recommendation_count: int
    last_added: datetime | None

    COLUMNS = (
        *("pk", "body_html", "created", "edited", "number", "recommendation_count"),
        "last_added",
    )


class AdditionText(NamedTuple):
    """The text and time of an addition to a comment."""

    body_html: str
    created: datetime

    COLUMNS = ("body_html", "created")

    @property
    def iso(self) -> SafeString:
        return iso(self.created)

    @property
    def time(self) -> SafeString:
        return day_and_time(self.created)

    @property
    def html(self) -> SafeString:
        return SafeString(self.body_html)


class Fold(NamedTuple):
    """Consecutive comments by the same author, folded into one card."""

    name: str
    count: int
    first: datetime
    last: datetime
    numbers: str  # "3–6", of root comments
    html: str  # of the first comment
    mark: str = ""  # see comments.marks

    template_name = "comments/_fold.html"

    @property
    def days(self) -> str:
        """The days of the comments: "July 30 to August 2, 2010", or one date."""
        first, last = (timezone.localtime(moment).date() for moment in (self.first, self.last))
        if first == last:
            return day(first)
        begin = day_of_year(first) if first.year == last.year else day(first)
        return gettext("%(first)s to %(last)s") % {"first": begin, "last": day(last)}

    @property
    def opening(self) -> str:
        return Truncator(plain_text(self.html)).words(FOLD_EXCERPT_WORDS)


def recommendations_text(count: int) -> SafeString:
    """Return what the link to recommend a comment says after its label."""
    return SafeString(f" ({count})" if count else "")


@dataclass(slots=True)
class Entry:
    """One comment for its template, with the HTML of the boxes before it.

    Times are in the active time zone.
    """

    row: Row
    words: CommentText
    parent: Row | None
    before: SafeString
    fold: Fold | None
    takes_replies: bool
    mark: str  # see comments.marks
    additions: Sequence[AdditionText] = ()
    ground: Ground | None = None

    rest = 0  # see Rest

    # Templates look up items before attributes; failing each time costs a third of a large page.
    __getitem__ = object.__getattribute__

    @property
    def template_name(self) -> str:
        is_published = self.row.status == PUBLISHED
        return "comments/_comment.html" if is_published else "comments/_tombstone.html"

    # Digits are safe strings, because escaping in templates is slow.

    @property
    def pk(self) -> SafeString:
        return SafeString(self.row.pk)

    @property
    def level(self) -> SafeString:
        return SafeString(self.row.level)

    @property
    def number(self) -> SafeString:
        return SafeString(self.words.number or "")

    @property
    def iso(self) -> SafeString:
        return iso(self.words.created)

    @property
    def time(self) -> SafeString:
        return day_and_time(self.words.created)

    @property
    def recommendations(self) -> SafeString:
        """The number of recommendations in brackets, "" for none."""
        return recommendations_text(self.words.recommendation_count)

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def html(self) -> str:
        return self.words.body_html or NO_WORDS

    @property
    def tombstone(self) -> str:
        """The text in place of a comment that is not published, with the ground of the decision."""
        text = self.row.tombstone
        return f"{text} {self.ground.label}." if self.ground else text

    @property
    def addressee(self) -> str:
        """The name of the author answered, or a phrase where that comment is not published."""
        is_published = self.parent and self.parent.status == PUBLISHED
        return self.parent.name if is_published else gettext("a comment that is not shown")

    @property
    def is_beyond_cap(self) -> bool:
        """Whether the indent no longer shows which comment is answered."""
        return self.row.level > INDENT_CAP

    @property
    def has_notes(self) -> bool:
        """Whether the comment has notes, which most comments have not."""
        return bool(self.row.picked or self.is_beyond_cap or self.words.edited)


class Rest(NamedTuple):
    """The place of replies to a root comment that the page leaves out.

    `rest` is the number of published ones, `first_pk` the first comment that is left out.
    """

    root_pk: int
    rest: int
    first_pk: int
    before: SafeString

    fold = None
    template_name = "comments/_rest.html"


class RenderedEntries(NamedTuple):
    """The entries of one page, in order, and the HTML that closes the last boxes (`after`)."""

    entries: list[Entry | Rest]
    after: SafeString


def render_entries(
    rows,
    words,
    *,
    additions=None,
    grounds=None,
    host=None,
    left_out=None,
    folding=True,
    takes_replies=True,
) -> RenderedEntries:
    """Return the entries of `rows` (those that `rendered_rows` returns, in order).

    `words` are their texts by primary key, `additions` the additions, `grounds` the grounds of
    removals; `host` is the account of the post's author, whose comments never fold; `left_out` maps
    a root comment to the number of replies that are left out and the key of the first.
    """
    additions, grounds, left_out = additions or {}, grounds or {}, left_out or {}
    boxes, entries = Boxes(), []
    by_pk = {row.pk: row for row in rows}
    starts = folds(rows, _unfoldable(rows, host, left_out)) if folding else {}
    ends = set(starts.values())
    closed = set() if takes_replies else {None}  # branches; None is the parent of root comments
    root = None
    for index, row in enumerate(rows):
        if row.branch_closed or row.parent_id in closed:
            closed.add(row.pk)
        before = boxes.before(row.level, fold_starts=index in starts, fold_ends=index in ends)
        fold = _fold(rows[index : starts[index]], words, host) if index in starts else None
        parent, opens = by_pk.get(row.parent_id), row.pk not in closed
        mark = mark_of(row.account_id, row.is_staff, host)
        later = additions.get(row.pk, ())
        ground = grounds.get(row.pk)
        entries.append(Entry(row, words[row.pk], parent, before, fold, opens, mark, later, ground))
        root = row.pk if row.level == 0 else root
        if root in left_out and (index + 1 == len(rows) or rows[index + 1].level == 0):
            entries.append(Rest(root, *left_out[root], boxes.before(1, fold_ends=True)))
    return RenderedEntries(entries, boxes.rest())


def _unfoldable(rows, host, left_out):
    host_keys = {row.author_key for row in rows if host and row.account_id == host}
    return host_keys | {("cut", pk) for pk in left_out}


def _fold(rows, words, host):
    times = [words[row.pk].created for row in rows]
    numbers = [words[row.pk].number for row in rows if row.level == 0]
    span = "–".join(str(number) for number in sorted({*numbers[:1], *numbers[-1:]}))
    html = words[rows[0].pk].body_html
    mark = mark_of(rows[0].account_id, rows[0].is_staff, host)
    return Fold(rows[0].name, len(rows), min(times), max(times), span, html, mark)


def rendered_rows(tree: list[Row]) -> list[Row]:
    """Return the rows of a tree that are published or have a published reply below them."""
    backwards, nearest = [], None  # the lft of the next published row
    for row in reversed(tree):
        if row.status == PUBLISHED:
            nearest = row.lft
            backwards.append(row)
        elif nearest is not None and nearest < row.rght:
            backwards.append(row)
    return backwards[::-1]


def folds(rows: list[Row], unfoldable: set) -> dict[int, int]:
    """Map the start of each fold to its end (indices into `rows`, which are in tree order).

    A fold is neighbouring siblings with all their replies, at least MIN_FOLD_COMMENTS and all by
    the same author. `unfoldable` has author keys, and ("cut", key) for comments, that never fold;
    editors' picks never do, either.
    """
    ends, soles = _extents(rows, unfoldable)
    starts, start = {}, 0
    while start < len(rows):
        end = start
        while (
            end < len(rows)
            and soles[end]
            and rows[end].author_key == rows[start].author_key
            and rows[end].parent_id == rows[start].parent_id
        ):
            end = ends[end]
        if end - start >= MIN_FOLD_COMMENTS:
            starts[start] = end
            start = end
        else:
            start += 1
    return starts


def _extents(rows, unfoldable):
    """Return, by index, where each branch ends and whether a single author wrote all of it."""
    ends, soles = [0] * len(rows), [False] * len(rows)
    for start in range(len(rows) - 1, -1, -1):
        row, end = rows[start], start + 1
        apart = row.picked or {row.author_key, ("cut", row.pk)} & unfoldable
        sole = row.status == PUBLISHED and not apart
        while end < len(rows) and rows[end].tree_id == row.tree_id and rows[end].level > row.level:
            sole = sole and soles[end] and rows[end].author_key == row.author_key
            end = ends[end]
        ends[start], soles[start] = end, sole
    return ends, soles


class Boxes:
    """The boxes that are open while entries are rendered one after the other."""

    def __init__(self):
        self.closers = []  # of what is open, outermost first
        self.depth = 0

    def before(self, level: int, *, fold_starts=False, fold_ends=False) -> SafeString:
        """Return the HTML that closes and opens boxes before an entry of this level."""
        depth, tags = min(level, INDENT_CAP), []
        while self.depth > depth or (fold_ends and CLOSE_FOLD in self.closers):
            tags.append(self._close())
        while self.depth < depth:
            tags.append(self._open(OPEN_REPLIES, CLOSE_REPLIES))
        if fold_starts:
            tags.append(self._open(OPEN_FOLD, CLOSE_FOLD))
        return SafeString("".join(tags))

    def rest(self) -> SafeString:
        """Return the HTML that closes all open boxes."""
        return SafeString("".join(self._close() for _ in range(len(self.closers))))

    def _open(self, tag, closer):
        self.closers.append(closer)
        self.depth += closer == CLOSE_REPLIES
        return tag

    def _close(self):
        closer = self.closers.pop()
        self.depth -= closer == CLOSE_REPLIES
        return closer
