"""The facts about the parent that storing a reply needs, read under the lock."""

from typing import NamedTuple

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from accounts.compiled_query import CompiledQuery
from comments.models.subscription import Subscription
from comments.models.tree_numbers import SMALL_TREE

# One text, so that one query can return these with the facts for the rules. The last reply matters
# only in large trees: in a small one the other nodes are shifted.
SQL = f"""
SELECT status || ' ' || tree_id || ' ' || lft || ' ' || rght || ' ' || level || ' '
    || CASE WHEN is_closed THEN 1 ELSE 0 END || ' ' || COALESCE(root_rght, 0) || ' '
    || COALESCE(root_number, 0) || ' ' || COALESCE(
        CASE WHEN root_rght > {2 * SMALL_TREE} THEN (
            SELECT MAX(rght) FROM comments_comment WHERE parent_id = answered.id
        ) END, 0)
FROM (
    SELECT one.id, one.status, one.tree_id, one.lft, one.rght, one.level,
        EXISTS (
            SELECT 1 FROM comments_comment above WHERE above.tree_id = one.tree_id
            AND above.lft <= one.lft AND above.rght >= one.rght AND above.branch_closed
        ) AS is_closed,
        root.rght AS root_rght, root.number AS root_number
    FROM comments_comment one
    LEFT JOIN comments_comment root ON root.tree_id = one.tree_id AND root.lft = 1
    WHERE one.id = %s AND one.post_id = %s
) AS answered LIMIT 1
"""  # noqa: S608


SUBSCRIPTION = CompiledQuery(
    lambda comment_id, post_id: (
        Subscription.objects.of_comment(comment_id, post_id).order_by().values("pk")[:1]
    )
)


class ReplyPlace(NamedTuple):
    """Status and tree columns of a parent, read under the lock; 0 is none."""

    status: str
    tree_id: int
    lft: int
    rght: int
    level: int
    is_in_closed_branch: bool
    root_rght: int
    root_number: int
    last_reply_rght: int  # in large trees
    is_followed: bool  # somebody may want mail about a reply

    @classmethod
    def lookups(cls, comment_id: int, post_id: int) -> dict:
        """Return the queries for the facts that `read` takes (see look_up)."""
        return {
            "columns": RawSQL(SQL, [comment_id, post_id], TextField()),  # noqa: S611
            "subscription": SUBSCRIPTION.value(comment_id, post_id),
        }

    @staticmethod
    def follower_lookups(post_id: int) -> dict:
        """Return the query for a wish for mail about a root comment (see look_up)."""
        return {"subscription": SUBSCRIPTION.value(0, post_id)}  # no comment has this id

    @classmethod
    def read(cls, facts: dict) -> "ReplyPlace | None":
        """Return the place; None if the post has no such comment."""
        if facts["columns"] is None:
            return None
        status, *numbers = facts["columns"].split()
        tree_id, lft, rght, level, is_closed, *others = map(int, numbers)
        is_followed = facts["subscription"] is not None
        return cls(status, tree_id, lft, rght, level, bool(is_closed), *others, is_followed)
