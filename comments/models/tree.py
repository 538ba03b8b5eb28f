"""The only module that knows django-mptt. Others read its columns, and write none of them.

Its dangers, each measured, and what is done about them here:
- Concurrent writes corrupt it, as its own README says. Every write happens inside
  `Post.objects.locked(…)`, which locks the post's row before anything is read.
- Its next tree_id is MAX+1, and writers under two posts can read the same one. On PostgreSQL the
  ids come from a sequence; on SQLite an IMMEDIATE transaction runs alone.
- With one tree per post each reply would rewrite the whole post. Here each root comment is a tree.
- Its `rebuild` is recursive and fails at a thousand levels; `tree_places` is a loop.
- Saving a stale node would corrupt the tree: `Comment.save` never writes the columns below.
- `parent` and the order of ids are the truth; these columns are an index made from them.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connections, models
from django.db.models import Deferrable
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet

TREE_COLUMNS = ("tree_id", "lft", "rght", "level")
TREE_ID_SEQUENCE = "comments_tree_id"


class Place(NamedTuple):
    """The place of a node within its tree."""

    lft: int
    rght: int
    level: int


def tree_places(root: int, replies: dict[int, list[int]]) -> dict[int, Place]:
    """Return the place of every node of the tree under `root`, by id.

    `replies` maps each id to the ids of its replies, in order.
    """
    places, counter, level = {}, 0, 0
    left = {}
    steps = [root]  # a node to enter, or the complement (~id) of one to leave
    while steps:
        step = steps.pop()
        counter += 1
        if step >= 0:
            left[step] = (counter, level)
            level += 1
            steps.append(~step)
            steps.extend(reversed(replies.get(step, ())))
        else:
            level -= 1
            lft, node_level = left.pop(~step)
            places[~step] = Place(lft, counter, node_level)
    return places


def replies_by_parent(rows: Iterable[tuple[int, int | None]]) -> dict[int | None, list[int]]:
    """Map each parent id to the ids of its replies, oldest first; rows are (id, parent id)."""
    replies = defaultdict(list)
    for pk, parent in sorted(rows):
        replies[parent].append(pk)
    return replies


class ThreadQuerySet(TreeQuerySet):
    pass


class ThreadManager(TreeManager.from_queryset(ThreadQuerySet)):
    def next_tree_ids(self, count: int) -> list[int]:
        """Reserve and return `count` tree ids, ascending; call it inside the lock."""
        if connections[self.db].vendor == "postgresql":
            return self._from_sequence(TREE_ID_SEQUENCE, count)
        first = super()._get_next_tree_id()
        return list(range(first, first + count))

    def _get_next_tree_id(self):  # the name mptt calls
        return self.next_tree_ids(1)[0]

    def next_ids(self, count: int) -> list[int]:
        """Reserve and return `count` primary keys, ascending; call it inside the lock."""
        if connections[self.db].vendor == "postgresql":
            return self._from_sequence(f"{self.model._meta.db_table}_id_seq", count)
        first = (self.aggregate(last=models.Max("pk"))["last"] or 0) + 1
        return list(range(first, first + count))

    def mark_as_placed(self, nodes):
        """Tell mptt the places of nodes stored in bulk, or it would take them for moved."""
        for node in nodes:
            node._mptt_meta.update_mptt_cached_fields(node)

    def _from_sequence(self, name, count):
        with connections[self.db].cursor() as cursor:
            cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [name, count])
            return sorted(row[0] for row in cursor.fetchall())


class ThreadNode(MPTTModel):
    """A row in a tree."""

    parent = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", editable=False
    )

    # mptt would give it an index of its own, though the one of Meta begins with it.
    tree_id = models.PositiveIntegerField(editable=False)

    class Meta:
        abstract = True
        # On PostgreSQL a migration drops it: there the constraint on the same columns has one.
        indexes = [models.Index(fields=["tree_id", "lft"], name="comments_in_tree_order")]
        constraints = [
            # Detects corruption, prevents none; deferred, because mptt shifts a tree row by row.
            models.UniqueConstraint(
                fields=["tree_id", column],
                name=f"one_node_a_{column}",
                deferrable=Deferrable.DEFERRED,
            )
            for column in ("lft", "rght")
        ]

    def save(self, **kwargs):
        """Insert a new node at its place; for a stored one, write no column of the tree.

        The parent of a new node was read under the lock, so it is not read again.
        """
        if self._state.adding:
            self.insert_at(self.parent, "last-child", refresh_target=False)
        else:
            kwargs["update_fields"] = [
                name
                for name in kwargs.get("update_fields") or self._own_columns()
                if name not in (*TREE_COLUMNS, "parent", "parent_id")
            ]
        super().save(**kwargs)

    def _own_columns(self):
        return [field.name for field in self._meta.concrete_fields if not field.primary_key]
