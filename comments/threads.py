"""A post's conversation as it is read: which comments are drawn, in which order, how deep."""

from comments.models import Comment


class Thread:
    """All that is drawn under one post, oldest first, at true depth."""

    def __init__(self, post):
        self.post = post

    @property
    def comments(self) -> list[Comment]:
        """Give every comment that is drawn, in tree order; those not published as tombstones."""
        everything = Comment.objects.on(self.post).order_by("tree_id", "lft")
        numbers, trees = {}, {}
        for comment in everything:
            trees.setdefault(comment.tree_id, []).append(comment)
            if comment.parent_id is None and comment.number is not None:
                numbers[comment.number] = comment.tree_id
        return [c for number in sorted(numbers) for c in drawn(trees[numbers[number]])]


def drawn(tree: list[Comment]) -> list[Comment]:
    """Leave out of one tree, given in tree order, what shows nothing: unpublished, and no reply below."""
    kept, shown_from = [], None  # going backwards: the lft of the nearest published node kept
    for comment in reversed(tree):
        if comment.is_published:
            shown_from = comment.lft
            kept.append(comment)
        elif shown_from is not None and shown_from < comment.rght:
            kept.append(comment)
    return kept[::-1]
