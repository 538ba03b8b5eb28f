"""Neighbouring comments by the same author, folded into one card."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext

from comments.rows import PUBLISHED, CommentText, Row, mark_on
from posts.dates import day, day_of_year
from posts.plain_text import plain_text

MIN_FOLD_COMMENTS = 3  # in a row by the same author
FOLD_EXCERPT_WORDS = 12  # one line on a computer, two on a phone


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

    @classmethod
    def of(cls, rows: list[Row], texts: dict[int, CommentText], post_author_id):
        """Return the fold of consecutive `rows`; `texts` are by primary key."""
        times = [texts[row.pk].created for row in rows]
        numbers = [texts[row.pk].number for row in rows if row.level == 0]
        return cls(
            name=rows[0].name,
            count=len(rows),
            first=min(times),
            last=max(times),
            numbers="–".join(str(number) for number in sorted({*numbers[:1], *numbers[-1:]})),
            html=texts[rows[0].pk].body_html,
            mark=mark_on(rows[0], texts[rows[0].pk], post_author_id),
        )

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


def folds(rows: list[Row], *, unfoldable_authors=(), unfoldable_comments=()) -> dict[int, int]:
    """Map the start of each fold to its end (indices into `rows`, which are in tree order).

    A fold is neighbouring siblings with all their replies, at least MIN_FOLD_COMMENTS and all by
    the same author. Author keys in `unfoldable_authors`, primary keys in `unfoldable_comments`, and
    editors' picks never fold.
    """
    branch_ends, are_foldable = _branches(rows, unfoldable_authors, unfoldable_comments)
    ends, start = {}, 0
    while start < len(rows):
        end = start
        while (
            end < len(rows)
            and are_foldable[end]
            and rows[end].author_key == rows[start].author_key
            and rows[end].parent_id == rows[start].parent_id
        ):
            end = branch_ends[end]
        if end - start >= MIN_FOLD_COMMENTS:
            ends[start] = end
            start = end
        else:
            start += 1
    return ends


def _branches(rows, unfoldable_authors, unfoldable_comments) -> tuple[list[int], list[bool]]:
    """Return two lists by row: the end of its branch, and whether the branch may be in one fold.

    Lists, because making an object for each row of a long page takes longer than the rest.
    """
    ends, are_foldable = [0] * len(rows), [False] * len(rows)
    for start in range(len(rows) - 1, -1, -1):
        row, end = rows[start], start + 1
        is_foldable = not (
            row.status != PUBLISHED
            or row.picked
            or row.author_key in unfoldable_authors
            or row.pk in unfoldable_comments
        )
        while end < len(rows) and rows[end].tree_id == row.tree_id and rows[end].level > row.level:
            is_foldable = (
                is_foldable and are_foldable[end] and rows[end].author_key == row.author_key
            )
            end = ends[end]
        ends[start], are_foldable[start] = end, is_foldable
    return ends, are_foldable
