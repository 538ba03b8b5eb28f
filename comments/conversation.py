"""A post's conversation as readers see it: which root comments, in which order, on which page."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from django.db import connections
from django.db.models import Exists
from django.utils.translation import gettext

from comments.grounds import grounds_of
from comments.models import Addition, Comment
from comments.pinned import PinnedComment, pinned_comment
from comments.rendering import REPLIES_PER_ROOT, RenderedEntries, render_entries
from comments.rows import PUBLISHED, AdditionText, CommentText, Row, rendered_rows
from posts.url_converters import positive_int

ROOTS_PER_PAGE = 50
# In the order by replies the longest threads share a page, which would have a thousand comments: of
# such a page, half as many replies are shown.
REPLIES_ON_LONG_PAGE = 10
LONG_PAGE = 500  # comments
# Rows read to find a comment's position in its tree. Enough unless over half of the tree is
# unpublished; then the whole tree is read.
MAX_ROWS_BEFORE = 2 * (REPLIES_PER_ROOT + 1)
MAX_PAGE = 999_999
# More would take seconds to render, and a gigabyte of memory; instead of the whole, the first page
# is shown.
MAX_COMMENTS_ON_ONE_PAGE = 10_000

SORTS = {
    "oldest": ("number",),
    "newest": ("-number",),
    "replied": ("-reply_count", "number"),
    "recommended": ("-recommendation_weight", "number"),
}


class NoSuchPage(Exception):
    """The conversation has no such page or order."""


class PageQuery(NamedTuple):
    """The part of a conversation that a URL asks for: page (from 1), order, or the whole of it."""

    number: int = 1
    sort: str = "oldest"
    whole: bool = False

    @classmethod
    def by(cls, parameters):
        """Read `?page=`, `?sort=` and `?view=whole`; ignore others. Raises NoSuchPage."""
        page, view = positive_int(parameters.get("page", "1")), parameters.get("view", "")
        if page is None or page > MAX_PAGE or view not in ("", "whole"):
            raise NoSuchPage(gettext("There is no such page."))
        return cls(page, parameters.get("sort", "oldest"), view == "whole")


class ConversationPage:
    """One page of the conversation under a post, as a flat list of entries.

    `number` is the page (from 1), `sort` a key of SORTS; `whole` puts everything on one page,
    unless it has too many comments for that. Takes three queries, and one each for additions,
    tombstones and a pinned comment, for any length of the conversation. Raises NoSuchPage.
    """

    def __init__(self, post, *, number=1, sort="oldest", whole=False):
        if sort not in SORTS:
            raise NoSuchPage(gettext("There is no such order."))
        self.post, self.number, self.sort = post, number, sort
        self.whole = whole = whole and self.fits_one_page
        roots = Comment.objects.on(post).rendered_roots().order_by(*SORTS[sort])
        self.root_count = roots.count()
        self.page_count = 1 if whole else max(1, -(-self.root_count // ROOTS_PER_PAGE))
        if not 1 <= number <= self.page_count:
            raise NoSuchPage(gettext("There is no page %(number)s.") % {"number": number})
        rows = roots.annotate(any=Exists(roots.filter(recommendation_weight__gt=0)))
        if not whole:
            rows = rows[(number - 1) * ROOTS_PER_PAGE : number * ROOTS_PER_PAGE]
        rows = rows.values_list("tree_id", "any")
        self.trees = [tree_id for tree_id, _ in rows]
        self.has_recommended = bool(rows) and rows[0][1]

    @cached_property
    def rendered(self) -> RenderedEntries:
        """The entries of the page, in order."""
        # Not by post also: PostgreSQL would read all comments of a large one.
        everything = Comment.objects.on(self.post) if self.whole else Comment.objects.all()
        trees = trees_in(everything if self.whole else everything.filter(tree_id__in=self.trees))
        threads = [rendered_rows(trees[tree_id]) for tree_id in self.trees]
        page_rows, omitted, limit = [], {}, 1 + self._replies_per_root(threads)
        for rows in threads:
            if not self.whole and len(rows) > limit:
                rows, others = rows[:limit], rows[limit:]
                count = sum(row.status == PUBLISHED for row in others)
                omitted[rows[0].pk] = count, others[0].pk
            page_rows += rows
        keys = [row.pk for row in page_rows]
        scope = everything if self.whole else everything.filter(pk__in=keys)
        texts = texts_in(scope)
        return render_entries(
            page_rows,
            texts,
            additions=additions_in(scope, texts),
            grounds=grounds_of(page_rows),
            post_author_id=self.post.author_id,
            omitted=omitted,
            takes_replies=self.post.takes_comments,
        )

    def _replies_per_root(self, threads) -> int:
        length = sum(min(len(rows), 1 + REPLIES_PER_ROOT) for rows in threads)
        is_long = self.sort == "replied" and length > LONG_PAGE
        return REPLIES_ON_LONG_PAGE if is_long else REPLIES_PER_ROOT

    @cached_property
    def pinned(self) -> PinnedComment | None:
        """The pinned comment, for the head of the conversation; it is also in its own place."""
        return pinned_comment(self.post)

    @property
    def is_incomplete(self) -> bool:
        """Whether the conversation has comments that this page leaves out."""
        return self.page_count > 1 or any(entry.is_omission for entry in self.rendered.entries)

    @property
    def fits_one_page(self) -> bool:
        return self.post.comment_count <= MAX_COMMENTS_ON_ONE_PAGE


class Branch:
    """The page of one comment, with its ancestors and all its replies.

    Raises Comment.DoesNotExist when the comment is not rendered on any page.
    """

    def __init__(self, comment):
        self.comment = comment
        tree = rendered_rows(tree_of(comment))
        if comment.pk not in (row.pk for row in tree):
            raise Comment.DoesNotExist
        self.ancestors = [r for r in tree if r.lft < comment.lft and r.rght > comment.rght]
        self.rows = [r for r in tree if comment.lft <= r.lft < comment.rght]

    @cached_property
    def rendered(self) -> RenderedEntries:
        scope = Comment.objects.filter(tree_id=self.comment.tree_id)
        texts = texts_in(scope)
        post, rows = self.comment.post, [*self.ancestors, *self.rows]
        return render_entries(
            rows,
            texts,
            additions=additions_in(scope, texts),
            grounds=grounds_of(rows),
            post_author_id=post.author_id,
            folding=False,
            takes_replies=post.takes_comments,
        )

    @property
    def count(self) -> int:
        """The number of published comments on the page."""
        return sum(row.status == PUBLISHED for row in (*self.ancestors, *self.rows))


def page_of(comment) -> int | None:
    """Return the number of the page, oldest first, that shows a comment; None if it leaves it out.

    Raises Comment.DoesNotExist when the comment is not rendered on any page. Takes one query for
    most published comments, two at most.
    """
    rows, roots_before = _rows_up_to(comment)
    if _position(comment, rows) > REPLIES_PER_ROOT:
        return None
    return roots_before // ROOTS_PER_PAGE + 1


def _position(comment, rows) -> int:
    """Return how many comments are rendered before this one within its tree.

    Numbers above REPLIES_PER_ROOT may be inexact. Raises Comment.DoesNotExist when the comment is
    not rendered.
    """
    if comment.is_published:
        if rows and rows[-1].pk == comment.pk and rows[-1].status == PUBLISHED:
            return len(rendered_rows(rows)) - 1
        published = sum(row.status == PUBLISHED for row in rows)
        if len(rows) == MAX_ROWS_BEFORE and published > REPLIES_PER_ROOT:
            return published
    keys = [row.pk for row in rendered_rows(tree_of(comment))]
    if comment.pk not in keys:
        raise Comment.DoesNotExist
    return keys.index(comment.pk)


class StoredRow(NamedTuple):
    """The columns that decide whether a comment is rendered."""

    pk: int
    lft: int
    rght: int
    status: str


# Runs for every new comment; the ORM would take longer to build it than databases to answer.
ROWS_UP_TO = """
SELECT id, lft, rght, status, (
    SELECT COUNT(*) FROM comments_comment root WHERE root.post_id = %s
    AND root.parent_id IS NULL AND (root.status = 'published' OR root.reply_count > 0)
    AND root.number < (SELECT number FROM comments_comment WHERE tree_id = %s AND lft = 1)
)
FROM comments_comment WHERE tree_id = %s AND lft <= %s ORDER BY lft LIMIT %s
"""


def _rows_up_to(comment) -> tuple[list[StoredRow], int]:
    """Return the rows of its tree up to the comment, as stored, and the number of roots before it.

    There are at most MAX_ROWS_BEFORE rows; the roots counted are those shown on pages.
    """
    tree_id = comment.tree_id
    values = [comment.post_id, tree_id, tree_id, comment.lft, MAX_ROWS_BEFORE]
    with connections[Comment.objects.db].cursor() as cursor:
        cursor.execute(ROWS_UP_TO, values)
        rows = cursor.fetchall()
    return [StoredRow(*row[:4]) for row in rows], rows[0][4] if rows else 0


def tree_of(comment) -> list[Row]:
    """Return the rows of the whole tree of `comment`; one query."""
    return trees_in(Comment.objects.filter(tree_id=comment.tree_id))[comment.tree_id]


def trees_in(scope) -> dict[int, list[Row]]:
    """Return the rows of `scope` (whole trees) by tree id, each in tree order; one query."""
    trees = defaultdict(list)
    for values in scope.order_by("tree_id", "lft").values_list(*Row.COLUMNS):
        trees[values[1]].append(Row(*values))
    return trees


def texts_in(scope) -> dict[int, CommentText]:
    """Return the texts of the comments in `scope`, by primary key; one query."""
    return {
        values[0]: CommentText(*values)
        for values in scope.order_by().with_websites().values_list(*CommentText.COLUMNS)
    }


def additions_in(scope, texts) -> dict[int, list[AdditionText]]:
    """Return the additions to the comments in `scope`, oldest first, by comment.

    `texts` are the comments' texts; no query is made when none of them has additions.
    """
    additions = defaultdict(list)
    if any(each.last_added for each in texts.values()):
        rows = Addition.objects.filter(comment__in=scope.order_by())
        for pk, *values in rows.values_list("comment", *AdditionText.COLUMNS):
            additions[pk].append(AdditionText(*values))
    return additions
