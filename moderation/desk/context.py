"""The context of a comment: its ancestors and replies, as readers see them."""

from functools import cached_property

from django.utils.safestring import SafeString

from comments.conversation import additions_in, texts_in, tree_of
from comments.grounds import grounds_of
from comments.models import Comment
from comments.rendering import RenderedEntries, render_entries
from comments.rows import PUBLISHED, Row, rendered_rows

MAX_ABOVE = 2  # ancestors
MAX_BELOW = 20  # replies, the first in tree order

# Constant HTML around the comment itself, so safe.
OPEN_OWN, CLOSE_OWN = '<div class="context__own">', "</div>"


class Context:
    """The branch around a comment; four or five queries, however long the branch is.

    The comment itself is rendered as if it were published. Replies are those that readers see; an
    unpublished ancestor is shown as a tombstone even if readers see nothing.
    """

    def __init__(self, comment: Comment):
        self.comment = comment

    @cached_property
    def _tree(self) -> list[Row]:
        return tree_of(self.comment)

    @cached_property
    def _own(self) -> Row:
        return next(row for row in self._tree if row.pk == self.comment.pk)

    @cached_property
    def _above(self):
        own = self._own
        return [row for row in self._tree if row.lft < own.lft and row.rght > own.rght]

    @cached_property
    def _below(self):
        own = self._own
        return rendered_rows([row for row in self._tree if own.lft < row.lft < own.rght])

    @property
    def omitted_above(self) -> int:
        """Return how many further ancestors there are."""
        return max(0, len(self._above) - MAX_ABOVE)

    @property
    def omitted_below(self) -> int:
        """Return how many visible replies are left out."""
        return max(0, len(self._below) - MAX_BELOW)

    @cached_property
    def rendered(self) -> RenderedEntries:
        """Return the entries, in order; the comment itself is in a box."""
        above, below = self._above[-MAX_ABOVE:], self._below[:MAX_BELOW]
        rows = [*above, self._own._replace(status=PUBLISHED), *below]
        top = rows[0].level
        scope = Comment.objects.filter(pk__in=[row.pk for row in rows])
        texts = texts_in(scope)
        rendered = render_entries(
            [row._replace(level=row.level - top) for row in rows],
            texts,
            additions=additions_in(scope, texts),
            grounds=grounds_of(rows),
            post_author_id=self.comment.post.author_id,
            folding=False,
            takes_replies=False,
        )
        return self._with_own_box(rendered, len(above))

    def _with_own_box(self, rendered, index):
        entries, after = rendered
        entries[index].before = SafeString(entries[index].before + OPEN_OWN)
        if index + 1 == len(entries):
            return RenderedEntries(entries, SafeString(CLOSE_OWN + after))
        entries[index + 1].before = SafeString(CLOSE_OWN + entries[index + 1].before)
        return rendered
