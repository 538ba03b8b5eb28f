"""From the rows of a thread, in tree order, to what is drawn: a flat list of entries.

No recursion and no DOM as deep as the thread: each entry says which boxes close and open before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from comments.grounds import Ground
from comments.marks import mark_of
from comments.models import Comment
from comments.moments import day, day_and_time, iso
from posts.plain_text import plain_text

INDENT_CAP = 6  # levels; on a phone of 360 pixels a seventh would leave no line of ten words
REPLIES_SHOWN = 20  # of one thread on the post's page; the rest has a page of its own
FOLD_FROM = 3  # comments in a row by one hand
NOBODY = "anonymous"  # signs for many
OPENING = 12  # words of a fold that its card shows: one line on a desk, two on a phone

PUBLISHED = Comment.Status.PUBLISHED.value

# What stands where a comment is not shown while replies below it are.
TOMBSTONES = {
    Comment.Status.HELD: "This comment is waiting for a moderator.",
    Comment.Status.REJECTED: "This comment was not published.",
    Comment.Status.REMOVED: "A moderator removed this comment.",
    Comment.Status.WITHDRAWN: "Its author deleted this comment.",
}

# Constants, so safe: what opens and closes round the comments, and what stands for no words.
OPEN_REPLIES, CLOSE_REPLIES = '<div class="replies">', "</div>"
OPEN_FOLD, CLOSE_FOLD = '<details class="comment-fold">', "</details>"
NO_WORDS = '<p class="comment__empty">(no text)</p>'


class Row(NamedTuple):
    """What the shape of a thread needs to know of a comment; no words."""

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
    def hand(self):
        """Whoever wrote it, as far as we can know: of imported guests the name alone is known, and
        a browser of which a guest is known may be a family's.
        """
        name = self.name.casefold()
        if self.account_id is not None:
            return self.author_id
        if not self.origin:
            return self.author_id, name
        return self.pk if name == NOBODY else name


class Words(NamedTuple):
    """What is shown of a comment."""

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


class AddedWords(NamedTuple):
    """What its author added to a comment later."""

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
    """A run of comments by one hand, folded into one card."""

    name: str
    count: int
    first: datetime
    last: datetime
    numbers: str  # "3–6" of top-level comments
    html: str  # of the first comment
    mark: str = ""  # see comments.marks

    piece = "comments/_fold.html"

    @property
    def days(self) -> str:
        """Give "July 30 to August 2, 2010", or one date."""
        first, last = (timezone.localtime(moment).date() for moment in (self.first, self.last))
        if first == last:
            return day(first)
        same_year = first.year == last.year
        return f"{f'{first:%B} {first.day}' if same_year else day(first)} to {day(last)}"

    @property
    def opening(self) -> str:
        return Truncator(plain_text(self.html)).words(OPENING)


@dataclass(slots=True)
class Entry:
    """One comment as it is drawn, with the boxes that close and open before it.

    Times are told in the active time zone.
    """

    row: Row
    words: Words
    parent: Row | None
    before: SafeString
    fold: Fold | None
    takes_replies: bool
    mark: str  # see comments.marks
    additions: Sequence[AddedWords] = ()
    ground: Ground | None = None

    rest = 0  # see Rest

    # Templates look for items before attributes; a miss each would cost a third of a large page.
    __getitem__ = object.__getattribute__

    @property
    def piece(self) -> str:
        shown = self.row.status == PUBLISHED
        return "comments/_comment.html" if shown else "comments/_tombstone.html"

    # Digits need no escaping, and are safe strings: a template's escaping is dear.

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
    def name(self) -> str:
        return self.row.name

    @property
    def html(self) -> str:
        return self.words.body_html or NO_WORDS

    @property
    def tombstone(self) -> str:
        """What stands in place of words that are not shown, with the ground they were taken on."""
        said = self.row.tombstone
        return f"{said} {self.ground.label}." if self.ground else said

    @property
    def addressee(self) -> str:
        """Who is answered, in words: no name where the comment answered is not shown."""
        shown = self.parent and self.parent.status == PUBLISHED
        return self.parent.name if shown else "a comment that is not shown"

    @property
    def is_beyond_cap(self) -> bool:
        """Whether the indent no longer tells which comment is answered."""
        return self.row.level > INDENT_CAP

    @property
    def has_notes(self) -> bool:
        """Whether there is anything that most comments do not say."""
        words, row = self.words, self.row
        return bool(row.picked or self.is_beyond_cap or words.edited or words.recommendation_count)


class Rest(NamedTuple):
    """How many published replies of a thread the page leaves out, where they would stand.

    `first_pk` is the first comment that is left out.
    """

    root_pk: int
    rest: int
    first_pk: int
    before: SafeString

    fold = None
    piece = "comments/_rest.html"


class Drawing(NamedTuple):
    """Everything of one page, in order, and what closes the last boxes."""

    entries: list[Entry | Rest]
    after: SafeString


def draw(
    rows,
    words,
    *,
    additions=None,
    grounds=None,
    host=None,
    left_out=None,
    folding=True,
    takes_replies=True,
) -> Drawing:
    """Place boxes, folds and rests among `rows` (drawn ones, in order).

    `words` are the rows' words by primary key, `additions` what was added to some of them,
    `grounds` why some were taken down, `host` the account of the post's author, whose comments
    never fold; `left_out` maps a top-level comment to how many replies are left out and to the
    first comment of those.
    """
    additions, grounds, left_out = additions or {}, grounds or {}, left_out or {}
    boxes, entries = Boxes(), []
    by_pk = {row.pk: row for row in rows}
    starts = folds(rows, _unfoldable(rows, host, left_out)) if folding else {}
    ends = set(starts.values())
    closed = set() if takes_replies else {None}  # branches; None is what every thread answers
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
    return Drawing(entries, boxes.rest())


def _unfoldable(rows, host, left_out):
    hands = {row.hand for row in rows if host and row.account_id == host}
    return hands | {("cut", pk) for pk in left_out}


def _fold(rows, words, host):
    times = [words[row.pk].created for row in rows]
    numbers = [words[row.pk].number for row in rows if row.level == 0]
    span = "–".join(str(number) for number in sorted({*numbers[:1], *numbers[-1:]}))
    html = words[rows[0].pk].body_html
    mark = mark_of(rows[0].account_id, rows[0].is_staff, host)
    return Fold(rows[0].name, len(rows), min(times), max(times), span, html, mark)


def drawn(tree: list[Row]) -> list[Row]:
    """Leave out of a tree what shows nothing: neither published nor above a published reply."""
    kept, nearest = [], None  # going backwards: the lft of the next published row
    for row in reversed(tree):
        if row.status == PUBLISHED:
            nearest = row.lft
            kept.append(row)
        elif nearest is not None and nearest < row.rght:
            kept.append(row)
    return kept[::-1]


def folds(rows: list[Row], unfoldable: set) -> dict[int, int]:
    """Map where a fold begins to where it ends (indices into `rows`, which stand in tree order).

    A fold takes neighbouring siblings, each with all its replies, when one hand wrote them all
    and they come to FOLD_FROM; `unfoldable` are hands and primary keys that stay outside, as what
    an editor has picked does.
    """
    ends, soles = _extents(rows, unfoldable)
    found, start = {}, 0
    while start < len(rows):
        end = start
        while (
            end < len(rows)
            and soles[end]
            and rows[end].hand == rows[start].hand
            and rows[end].parent_id == rows[start].parent_id
        ):
            end = ends[end]
        if end - start >= FOLD_FROM:
            found[start] = end
            start = end
        else:
            start += 1
    return found


def _extents(rows, unfoldable):
    """Give, by index, where each subtree ends and whether one hand wrote all of it."""
    ends, soles = [0] * len(rows), [False] * len(rows)
    for start in range(len(rows) - 1, -1, -1):
        row, end = rows[start], start + 1
        apart = row.picked or {row.hand, ("cut", row.pk)} & unfoldable
        sole = row.status == PUBLISHED and not apart
        while end < len(rows) and rows[end].tree_id == row.tree_id and rows[end].level > row.level:
            sole = sole and soles[end] and rows[end].hand == row.hand
            end = ends[end]
        ends[start], soles[start] = end, sole
    return ends, soles


class Boxes:
    """Which boxes are open while the entries are drawn one after the other."""

    def __init__(self):
        self.closers = []  # of what is open, outermost first
        self.depth = 0

    def before(self, level: int, *, fold_starts=False, fold_ends=False) -> SafeString:
        """Give what closes and opens before an entry of this true level."""
        depth, tags = min(level, INDENT_CAP), []
        while self.depth > depth or (fold_ends and CLOSE_FOLD in self.closers):
            tags.append(self._close())
        while self.depth < depth:
            tags.append(self._open(OPEN_REPLIES, CLOSE_REPLIES))
        if fold_starts:
            tags.append(self._open(OPEN_FOLD, CLOSE_FOLD))
        return SafeString("".join(tags))

    def rest(self) -> SafeString:
        """Give what closes everything."""
        return SafeString("".join(self._close() for _ in range(len(self.closers))))

    def _open(self, tag, closer):
        self.closers.append(closer)
        self.depth += closer == CLOSE_REPLIES
        return tag

    def _close(self):
        closer = self.closers.pop()
        self.depth -= closer == CLOSE_REPLIES
        return closer
