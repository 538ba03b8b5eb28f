"""A part of a conversation for programs that read all of it, one part after the other."""

from functools import cached_property

from comments.conversation import ROOTS_PER_PAGE, additions_in, texts_in, trees_in
from comments.grounds import grounds_of
from comments.models import Comment
from comments.rendering import Entry, render_entries
from comments.rows import rendered_rows

MAX_COMMENTS = 1_000  # in a part; a larger tree is a part by itself

ORDERS = {"oldest": ("number", "number__gt"), "newest": ("-number", "number__lt")}


class ConversationPart:
    """Some whole trees of a conversation, by the numbers of their roots, which never change.

    So a program that asks for one part after the other gets each comment once, whatever is written
    meanwhile. `after` is the number of the last root of the previous part, `order` a key of ORDERS.
    Takes three queries, and one each for additions and tombstones.
    """

    def __init__(self, post, *, after: int | None = None, order="oldest"):
        self.post = post
        column, beyond = ORDERS[order]
        roots = Comment.objects.on(post).rendered_roots().order_by(column)
        if after is not None:
            roots = roots.filter(**{beyond: after})
        roots = list(roots.values_list("tree_id", "number", "reply_count")[: ROOTS_PER_PAGE + 1])
        self.roots = _fitting(roots[:ROOTS_PER_PAGE])
        self.next_after = self.roots[-1][1] if len(roots) > len(self.roots) else None

    @cached_property
    def entries(self) -> list[Entry]:
        """The comments of the part, and tombstones for those that are not shown, in tree order."""
        tree_ids = [tree_id for tree_id, *_others in self.roots]
        scope = Comment.objects.filter(tree_id__in=tree_ids)  # see ConversationPage.rendered
        trees = trees_in(scope)
        rows = [row for tree_id in tree_ids for row in rendered_rows(trees[tree_id])]
        texts = texts_in(scope)
        return render_entries(
            rows,
            texts,
            additions=additions_in(scope, texts),
            grounds=grounds_of(rows),
            post_author_id=self.post.author_id,
            folding=False,
            takes_replies=self.post.takes_comments,
        ).entries


def _fitting(roots):
    """Return the first of some roots: as many as have MAX_COMMENTS together, but at least one."""
    count = 0
    for position, (_tree_id, _number, reply_count) in enumerate(roots):
        count += 1 + reply_count
        if position and count > MAX_COMMENTS:
            return roots[:position]
    return roots
