"""A post's conversation as it is read: which threads, in which order, on which page."""

import re
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Max

from comments.grounds import grounds_of
from comments.models import Addition, Comment
from comments.rendering import (
    PUBLISHED,
    REPLIES_SHOWN,
    AddedWords,
    Drawing,
    Row,
    Words,
    draw,
    drawn,
)

THREADS_A_PAGE = 50

SORTS = {
    "oldest": ("number",),
    "newest": ("-number",),
    "replied": ("-reply_count", "number"),
    "recommended": ("-recommendation_count", "number"),
}


class NoSuchPage(Exception):
    """The conversation has no such page, or no such order."""


class Asked(NamedTuple):
    """What an address asks of a conversation: the page (from 1), the order, all at once."""

    number: int = 1
    sort: str = "oldest"
    whole: bool = False

    @classmethod
    def by(cls, parameters):
        """Read `?page=`, `?sort=` and `?view=whole`; others say nothing. Raises NoSuchPage."""
        page, view = parameters.get("page", "1"), parameters.get("view", "")
        if not re.fullmatch("[1-9][0-9]{0,5}", page) or view not in ("", "whole"):
            raise NoSuchPage("There is no such page.")
        return cls(int(page), parameters.get("sort", "oldest"), view == "whole")


class Thread:
    """One page of the conversation under a post, as a flat list of entries to draw.

    `number` is the page (from 1), `sort` a key of SORTS; `whole` puts everything on one page and
    cuts nothing. Takes three queries, one more where somebody has added to a comment, and one
    where a tombstone stands, however long the conversation is. Raises NoSuchPage.
    """

    def __init__(self, post, *, number=1, sort="oldest", whole=False):
        if sort not in SORTS:
            raise NoSuchPage("There is no such order.")
        self.post, self.number, self.sort, self.whole = post, number, sort, whole
        roots = Comment.objects.on(post).rendered_roots().order_by(*SORTS[sort])
        summary = roots.aggregate(count=Count("pk"), most=Max("recommendation_count"))
        self.thread_count, self.has_recommended = summary["count"], bool(summary["most"])
        self.page_count = 1 if whole else max(1, -(-self.thread_count // THREADS_A_PAGE))
        if not 1 <= number <= self.page_count:
            raise NoSuchPage(f"There is no page {number}.")
        if not whole:
            roots = roots[(number - 1) * THREADS_A_PAGE : number * THREADS_A_PAGE]
        self.trees = list(roots.values_list("tree_id", flat=True))

    @cached_property
    def drawing(self) -> Drawing:
        """Give what is drawn, in order."""
        scope = Comment.objects.on(self.post)
        trees = trees_in(scope if self.whole else scope.filter(tree_id__in=self.trees))
        shown, left_out = [], {}
        for tree_id in self.trees:
            rows = drawn(trees[tree_id])
            if not self.whole and len(rows) > REPLIES_SHOWN + 1:
                rows, rest = rows[: REPLIES_SHOWN + 1], rows[REPLIES_SHOWN + 1 :]
                count = sum(row.status == PUBLISHED for row in rest)
                left_out[rows[0].pk] = count, rest[0].pk
            shown += rows
        scope = scope if self.whole else scope.filter(pk__in=[row.pk for row in shown])
        words = words_in(scope)
        return draw(
            shown,
            words,
            additions=additions_in(scope, words),
            grounds=grounds_of(shown),
            host=self.post.author_id,
            left_out=left_out,
            takes_replies=self.post.takes_comments,
        )

    @property
    def is_partial(self) -> bool:
        """Whether there is more than this page shows."""
        return self.page_count > 1 or any(entry.rest for entry in self.drawing.entries)


class Branch:
    """A comment with its ancestors and all its replies; a page of its own.

    Raises Comment.DoesNotExist when nothing of the comment is drawn anywhere.
    """

    def __init__(self, comment):
        self.comment = comment
        tree = drawn(tree_of(comment))
        if comment.pk not in (row.pk for row in tree):
            raise Comment.DoesNotExist
        self.ancestors = [r for r in tree if r.lft < comment.lft and r.rght > comment.rght]
        self.rows = [r for r in tree if comment.lft <= r.lft < comment.rght]

    @cached_property
    def drawing(self) -> Drawing:
        scope = Comment.objects.filter(tree_id=self.comment.tree_id)
        words = words_in(scope)
        post, rows = self.comment.post, [*self.ancestors, *self.rows]
        return draw(
            rows,
            words,
            additions=additions_in(scope, words),
            grounds=grounds_of(rows),
            host=post.author_id,
            folding=False,
            takes_replies=post.takes_comments,
        )

    @property
    def count(self) -> int:
        """How many published comments the page shows."""
        return sum(row.status == PUBLISHED for row in (*self.ancestors, *self.rows))


def page_of(comment) -> int | None:
    """Give the page, oldest first, on which a comment is drawn; None when the page cuts it off.

    Raises Comment.DoesNotExist when nothing of it is drawn anywhere.
    """
    if _is_far_down(comment):
        return None
    root = comment
    if comment.parent_id or not comment.is_published:
        tree = [row.pk for row in drawn(tree_of(comment))]
        if comment.pk not in tree:
            raise Comment.DoesNotExist
        if tree.index(comment.pk) > REPLIES_SHOWN:
            return None
        if comment.post.last_number <= THREADS_A_PAGE:
            return 1
        root = Comment.objects.get(pk=tree[0])
    if root.number <= THREADS_A_PAGE:
        return 1
    before = (
        Comment.objects.on(comment.post_id).rendered_roots().filter(number__lt=root.number).count()
    )
    return before // THREADS_A_PAGE + 1


def _is_far_down(comment) -> bool:
    """Whether enough comments stand before a published one that no look at the tree is needed."""
    if not (comment.parent_id and comment.is_published):
        return False
    before = Comment.objects.published().filter(tree_id=comment.tree_id, lft__lt=comment.lft)
    return before[: REPLIES_SHOWN + 1].count() > REPLIES_SHOWN


def tree_of(comment) -> list[Row]:
    """Give the rows of the whole tree in which `comment` stands; one query."""
    return trees_in(Comment.objects.filter(tree_id=comment.tree_id))[comment.tree_id]


def trees_in(scope) -> dict[int, list[Row]]:
    """Give the rows of `scope`, whole trees, by tree, each in tree order; one query."""
    trees = defaultdict(list)
    for values in scope.order_by("tree_id", "lft").values_list(*Row.COLUMNS):
        trees[values[1]].append(Row(*values))
    return trees


def words_in(scope) -> dict[int, Words]:
    """Give the words of the comments in `scope`, by primary key; one query."""
    return {values[0]: Words(*values) for values in scope.order_by().values_list(*Words.COLUMNS)}


def additions_in(scope, words) -> dict[int, list[AddedWords]]:
    """Give what was added to the comments in `scope`, oldest first, by comment.

    `words` are theirs; where these say that nothing was added, nothing is asked.
    """
    additions = defaultdict(list)
    if any(each.last_added for each in words.values()):
        rows = Addition.objects.filter(comment__in=scope.order_by())
        for pk, *values in rows.values_list("comment", *AddedWords.COLUMNS):
            additions[pk].append(AddedWords(*values))
    return additions
