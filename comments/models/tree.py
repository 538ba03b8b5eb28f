"""Where django-mptt lives: everything else knows `parent`, `level` and "in tree order".

Its dangers, each measured, and what is done about them here:
- Concurrent writes corrupt it, as its own README says. Every write happens inside
  `Post.objects.locked(…)`, which takes the post's row before anything is read.
- Its next tree_id is MAX+1, which two posts' writers read alike. On PostgreSQL a sequence gives it;
  on SQLite an IMMEDIATE transaction has no rival.
- One tree a post makes every reply rewrite the whole post. Here each top-level comment is a tree.
- Its `rebuild` calls itself once a level and dies at a thousand replies; `numbered` is a loop.
- A stale node saved raw spoils half a tree: `Comment.save` never writes the columns below.
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
    """Where a node stands within its tree."""

    lft: int
    rght: int
    level: int


def numbered(root: int, replies: dict[int, list[int]]) -> dict[int, Place]:
    """Give the place of every node of the tree under `root`; `replies` maps id to ids, in order."""
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


def replies_of(rows: Iterable[tuple[int, int | None]]) -> dict[int | None, list[int]]:
    """Map each parent to its replies in the order they came in; rows are (id, parent id)."""
    replies = defaultdict(list)
    for pk, parent in sorted(rows):
        replies[parent].append(pk)
    return replies


class ThreadQuerySet(TreeQuerySet):
    pass


class ThreadManager(TreeManager.from_queryset(ThreadQuerySet)):
    def next_tree_ids(self, count: int) -> list[int]:
        """Set `count` tree ids aside, ascending; call it inside the lock."""
        if connections[self.db].vendor == "postgresql":
            return self._from_sequence(TREE_ID_SEQUENCE, count)
        first = super()._get_next_tree_id()
        return list(range(first, first + count))

    def _get_next_tree_id(self):  # the name mptt calls
        return self.next_tree_ids(1)[0]

    def next_ids(self, count: int) -> list[int]:
        """Set `count` primary keys aside, ascending; call it inside the lock."""
        if connections[self.db].vendor == "postgresql":
            return self._from_sequence(f"{self.model._meta.db_table}_id_seq", count)
        first = (self.aggregate(last=models.Max("pk"))["last"] or 0) + 1
        return list(range(first, first + count))

    def settle(self, nodes):
        """Let nodes stored in bulk stand where they are; mptt would take them for moved."""
        for node in nodes:
            node._mptt_meta.update_mptt_cached_fields(node)

    def _from_sequence(self, name, count):
        with connections[self.db].cursor() as cursor:
            cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [name, count])
            return sorted(row[0] for row in cursor.fetchall())


class ThreadNode(MPTTModel):
    """A row that stands in a tree of its kind."""

    parent = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            # An alarm, not the cure; deferred, for mptt shifts a tree row by row.
            models.UniqueConstraint(
                fields=["tree_id", column],
                name=f"one_node_a_{column}",
                deferrable=Deferrable.DEFERRED,
            )
            for column in ("lft", "rght")
        ]

    def save(self, **kwargs):
        """Insert a new node at its place; of a stored one, write no column of the tree.

        The parent of a new node was read under the lock: where it stands is not asked again.
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
