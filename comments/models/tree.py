"""The only module that uses django-mptt. Others read its columns, and write none of them.

Its dangers, each measured, and how they are avoided here:
- Concurrent writes corrupt it, as its own README says. Every write happens inside
  `Post.objects.locked(…)`, which locks the post's row before anything is read.
- Its next tree_id is MAX+1, and writers under two posts can read the same one. On PostgreSQL the
  ids come from a sequence; on SQLite an IMMEDIATE transaction runs alone.
- With one tree per post each reply would rewrite the whole post. Here each root comment is a tree,
  and a large one has gaps in its numbers (tree_numbers.py).
- It counts descendants by `lft` and `rght`, which is wrong where numbers have gaps.
- Its `rebuild` is recursive and fails at a thousand levels; `tree_places` is a loop.
- Saving a stale node would corrupt the tree: `Comment.save` never writes the columns below.
- `parent` and the order of ids are the truth; these columns are an index made from them.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import batched

from django.db import connections, models
from django.db.models import Deferrable, Q
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet

from comments.models.tree_numbers import (
    WINDOW_WIDTHS,
    Place,
    Window,
    is_small,
    place_between,
)
from posts.models.compiled_insert import CompiledInsert

TREE_COLUMNS = ("tree_id", "lft", "rght", "level")
TREE_ID_SEQUENCE = "comments_tree_id"


# Both databases understand this SQL; the ORM takes longer to build it than they do to execute it.
# The root always changes: its right edge does.
SHIFT = (
    "UPDATE comments_comment SET rght = rght + 2,"
    " lft = CASE WHEN lft >= %s THEN lft + 2 ELSE lft END,"
    " reply_count = CASE WHEN lft = 1 THEN reply_count + %s ELSE reply_count END"
    " WHERE tree_id = %s AND rght >= %s"
)
RENUMBER = (
    "WITH numbered (id, lft, rght) AS (VALUES {values}) UPDATE comments_comment"
    " SET lft = numbered.lft, rght = numbered.rght FROM numbered"
    " WHERE comments_comment.id = numbered.id"
)
RAISE_SEQUENCE = (
    "SELECT setval(%s, %s, false) WHERE coalesce(pg_sequence_last_value(%s::regclass), 0) < %s"
)
RENUMBERED_AT_ONCE = 1_000  # rows


def tree_places(root: int, replies: dict[int, list[int]]) -> dict[int, Place]:
    """Return the place of every node of the tree under `root`, by id, numbered without gaps.

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

    def next_ids(self, count: int, first: int = 0) -> list[int]:
        """Reserve and return `count` primary keys, ascending and none below `first`; call it inside
        the lock.
        """
        if connections[self.db].vendor == "postgresql":
            sequence = f"{self.model._meta.db_table}_id_seq"
            if first:
                self._raise_sequence(sequence, first)
            return self._from_sequence(sequence, count)
        first = max(first, (self.aggregate(last=models.Max("pk"))["last"] or 0) + 1)
        return list(range(first, first + count))

    def mark_as_placed(self, nodes):
        """Tell mptt the places of nodes stored in bulk, or it would take them for moved ones."""
        for node in nodes:
            node._mptt_meta.update_mptt_cached_fields(node)

    def shift(self, tree_id: int, start: int, replies: int):
        """Add 2 to the numbers of a tree from `start` on, and `replies` to the root's count.

        Call it inside the lock.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(SHIFT, [start, replies, tree_id, start])

    def make_room(self, tree_id: int, low: int, high: int) -> tuple[int, int]:
        """Spread the numbers of a large tree around two neighbours; return their new numbers.

        Call it inside the lock.
        """
        for width in WINDOW_WIDTHS:
            window = Window.around(low, width)
            nodes = list(self._nodes_with_edges_in(window, tree_id))
            new = window.spread(nodes)
            if window.has_room(len(new)):
                break
        moved = [(pk, new.get(lft, lft), new.get(rght, rght)) for pk, lft, rght in nodes]
        with connections[self.db].cursor() as cursor:
            for some in batched(moved, RENUMBERED_AT_ONCE):
                sql = RENUMBER.format(values=", ".join(["(%s, %s, %s)"] * len(some)))
                cursor.execute(sql, [value for node in some for value in node])
        return new.get(low, low), new.get(high, high)

    def _nodes_with_edges_in(self, window, tree_id):
        left = Q(lft__gt=window.start, lft__lt=window.end)
        right = Q(rght__gt=window.start, rght__lt=window.end)
        nodes = self.filter(left | right, tree_id=tree_id).order_by()
        return nodes.values_list("pk", "lft", "rght")

    def _raise_sequence(self, name, first):
        """Make the next value at least `first`; other processes may take it meanwhile."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(RAISE_SEQUENCE, [name, first, name, first])

    def _from_sequence(self, name, count):
        with connections[self.db].cursor() as cursor:
            cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [name, count])
            return sorted(row[0] for row in cursor.fetchall())


class TreeNode(CompiledInsert, MPTTModel):
    """A row in a tree."""

    parent = TreeForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        editable=False,
        db_index=False,  # that of Meta leaves out root comments
    )

    # mptt would give it an index of its own; that of Meta begins with it.
    tree_id = models.PositiveIntegerField(editable=False)

    class Meta:
        abstract = True
        # On PostgreSQL a migration drops it: there the constraint on the same columns has an index.
        indexes = [
            models.Index(fields=["tree_id", "lft"], name="comments_in_tree_order"),
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="replies_to_comment"
            ),
        ]
        constraints = [
            # Detects corruption, but prevents none; deferred, because mptt shifts a tree row by
            # row.
            models.UniqueConstraint(
                fields=["tree_id", column],
                name=f"one_node_a_{column}",
                deferrable=Deferrable.DEFERRED,
            )
            for column in ("lft", "rght")
        ]

    def save(self, *, replies=0, **kwargs):
        """Insert a new node at its place; for a stored node, write no column of the tree.

        The parent of a new node has its `place`, read under the lock. `replies` is added to the
        reply count of the root in the same statement.
        """
        if self._state.adding:
            self._take_place(replies)
        else:
            kwargs["update_fields"] = [
                name
                for name in kwargs.get("update_fields") or self._own_columns()
                if name not in (*TREE_COLUMNS, "parent", "parent_id")
            ]
        super().save(**kwargs)

    def _take_place(self, replies):
        nodes = type(self).objects
        if self.parent is None:
            self.tree_id, self.level = nodes.next_tree_ids(1)[0], 0
            self.lft, self.rght = 1, 2
            return
        place = self.parent.place
        self.tree_id, self.level = place.tree_id, place.level + 1
        if is_small(place.root_rght):
            self.lft, self.rght = place.rght, place.rght + 1
            nodes.shift(place.tree_id, place.rght, replies)
            return
        edges = place.last_reply_rght or place.lft, place.rght
        if place_between(*edges) is None:
            edges = nodes.make_room(place.tree_id, *edges)
        self.lft, self.rght = place_between(*edges)
        if replies:
            root = nodes.filter(tree_id=self.tree_id, lft=1)
            root.update(reply_count=models.F("reply_count") + replies)

    def get_descendant_count(self) -> int:
        """Return how many nodes are below this one; mptt's own count ignores gaps."""
        if self.rght - self.lft == 1:
            return 0
        below = type(self).objects.filter(tree_id=self.tree_id, lft__gt=self.lft)
        return below.filter(lft__lt=self.rght).count()

    def get_leafnodes(self, include_self=False):
        """Return the leaves below this node, in tree order."""
        return self.get_descendants(include_self=include_self).filter(replies=None)

    def _own_columns(self):
        return [field.name for field in self._meta.concrete_fields if not field.primary_key]
