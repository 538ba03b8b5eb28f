"""Turn the rows of trees, in tree order, into a flat list of entries for templates.

There is no recursion, and the DOM is less deep than the tree: each entry has the HTML that closes
and opens boxes before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from comments.boxes import INDENT_CAP, Boxes
from comments.comment_paths import path_of
from comments.folds import Fold, folds
from comments.grounds import Ground
from comments.rows import PUBLISHED, AdditionText, CommentText, Row, mark_on
from posts.dates import day_and_time, iso

REPLIES_PER_ROOT = 20  # on the post's page; the others are on the root comment's own page

NO_WORDS = '<p class="comment__empty">(no text)</p>'  # constant HTML, so safe


def recommendations_text(count: int) -> SafeString:
    """Return the text after the label of the link to recommend a comment."""
    return SafeString(f" ({count})" if count else "")


@dataclass(slots=True)
class Entry:
    """One comment for its template, with the HTML of the boxes before it.

    Times are in the active time zone.
    """

    row: Row
    text: CommentText
    parent: Row | None
    before: SafeString
    fold: Fold | None
    takes_replies: bool
    mark: str  # see comments.marks
    additions: Sequence[AdditionText] = ()
    ground: Ground | None = None

    is_omission = False  # see OmittedReplies

    @classmethod
    def alone(cls, row, text, *, additions=(), post_author_id=None) -> "Entry":
        """Return the entry of a comment in a list that does not show the comments answered."""
        mark = mark_on(row, text, post_author_id)
        nothing = SafeString("")
        return cls(row, text, None, nothing, None, False, mark, additions)

    # Templates look up items before attributes; the failing lookups cost a third of a large page.
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
    def path(self) -> SafeString:
        return SafeString(path_of(self.row.pk))

    @property
    def level(self) -> SafeString:
        return SafeString(self.row.level)

    @property
    def number(self) -> SafeString:
        return SafeString(self.text.number or "")

    @property
    def iso(self) -> SafeString:
        return iso(self.text.created)

    @property
    def time(self) -> SafeString:
        return day_and_time(self.text.created)

    @property
    def recommendations(self) -> SafeString:
        """The number of recommendations in brackets, "" for none."""
        return recommendations_text(self.text.recommendation_count)

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def website(self) -> str:
        """The website to which the name is linked, "" for none."""
        return self.text.website

    @property
    def html(self) -> str:
        return self.text.body_html or NO_WORDS

    @property
    def tombstone(self) -> str:
        """The text in place of a comment that is not published, with the ground of the decision."""
        text = self.row.tombstone
        return f"{text} {self.ground.label}." if self.ground else text

    @property
    def addressee(self) -> str:
        """The name of the author answered, or a phrase if that comment is not published."""
        is_published = self.parent and self.parent.status == PUBLISHED
        return self.parent.name if is_published else gettext("a comment that is not shown")

    @property
    def is_beyond_cap(self) -> bool:
        """Whether the indent no longer shows which comment is answered."""
        return self.row.level > INDENT_CAP

    @property
    def parent_pk(self) -> SafeString:
        return SafeString(self.parent.pk if self.parent else "")

    @property
    def is_picked(self) -> bool:
        return bool(self.row.picked)

    @property
    def is_edited(self) -> bool:
        return bool(self.text.edited)

    @property
    def has_notes(self) -> bool:
        """Whether the comment has any notes below its name; most have none."""
        return self.is_picked or self.is_beyond_cap or self.is_edited


class OmittedReplies(NamedTuple):
    """Stands for the replies to a root comment that a page leaves out.

    `count` is the number of published ones, `first_pk` the first one left out.
    """

    root_pk: int
    count: int
    first_pk: int
    before: SafeString

    is_omission = True
    fold = None
    template_name = "comments/_omitted_replies.html"

    @property
    def path(self) -> str:
        return path_of(self.root_pk)


class RenderedEntries(NamedTuple):
    """The entries of one page, in order, and the HTML that closes the last boxes (`after`)."""

    entries: list[Entry | OmittedReplies]
    after: SafeString


def render_entries(
    rows,
    texts,
    *,
    additions=None,
    grounds=None,
    post_author_id=None,
    omitted=None,
    folding=True,
    takes_replies=True,
) -> RenderedEntries:
    """Return the entries of `rows` (as `rendered_rows` returns them, in order).

    `texts` are their texts by primary key, `additions` the additions, `grounds` the grounds of
    removals; `post_author_id` is the account of the post's author, whose comments never fold;
    `omitted` maps a root comment to the number of omitted replies and the key of the first.
    """
    additions, grounds, omitted = additions or {}, grounds or {}, omitted or {}
    boxes, entries = Boxes(), []
    by_pk = {row.pk: row for row in rows}
    fold_ends = _folds(rows, post_author_id, omitted) if folding else {}
    ends = set(fold_ends.values())
    # Keys of comments that take no replies; None stands for the conversation itself.
    closed = set() if takes_replies else {None}
    root = None
    for index, row in enumerate(rows):
        if row.branch_closed or row.parent_id in closed:
            closed.add(row.pk)
        end = fold_ends.get(index)
        entry = Entry(
            row,
            texts[row.pk],
            parent=by_pk.get(row.parent_id),
            before=boxes.before(row.level, fold_starts=bool(end), fold_ends=index in ends),
            fold=end and Fold.of(rows[index:end], texts, post_author_id),
            takes_replies=row.pk not in closed,
            mark=mark_on(row, texts[row.pk], post_author_id),
            additions=additions.get(row.pk, ()),
            ground=grounds.get(row.pk),
        )
        entries.append(entry)
        root = row.pk if row.level == 0 else root
        is_last_of_tree = index + 1 == len(rows) or rows[index + 1].level == 0
        if root in omitted and is_last_of_tree:
            before = boxes.before(1, fold_ends=True)
            entries.append(OmittedReplies(root, *omitted[root], before))
    return RenderedEntries(entries, boxes.close_all())


def _folds(rows, post_author_id, omitted):
    keys = {row.author_key for row in rows if post_author_id and row.account_id == post_author_id}
    return folds(rows, unfoldable_authors=keys, unfoldable_comments=omitted)
