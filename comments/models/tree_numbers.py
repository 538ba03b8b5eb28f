"""How the nodes of a tree are numbered by `lft` and `rght`, in reading order.

A small tree is numbered without gaps, as django-mptt does, and a reply shifts the numbers after it.
Shifting thousands of rows takes a second, so a large tree has gaps: a reply takes numbers from the
gap before the right edge of its parent. Where a gap is used up, the numbers around it are spread.
Only the order of the numbers has a meaning, here and in every query of django-mptt that is used. An
edge is one such number of a node: its left edge is `lft`, its right edge `rght`.
"""

from collections.abc import Iterable
from typing import NamedTuple

SMALL_TREE = 200  # nodes; shifting them takes a few milliseconds
MAX_NUMBER = 2**31 - 1  # largest integer of PostgreSQL
# The widths of the windows in which edges are spread: first small, then four times as wide, and so
# on.
WINDOW_WIDTHS = [4**exponent for exponent in range(4, 17)]


class Place(NamedTuple):
    """The place of a node within its tree."""

    lft: int
    rght: int
    level: int


class Window(NamedTuple):
    """The numbers of a tree between two others, which are not part of the window."""

    start: int
    end: int

    @classmethod
    def around(cls, number: int, width: int) -> "Window":
        """Return the window of a width around a number; it never contains the root's left edge."""
        start = max(1, number - width // 2)
        return cls(start, min(start + width, MAX_NUMBER))

    def has_room(self, edge_count: int) -> bool:
        """Return whether the window is sparse enough to renumber its edges.

        The wider the window, the lower the allowed density, so that each renumbering leaves room
        for later replies (“order maintenance by relabeling”).
        """
        return edge_count**4 <= (self.end - self.start) ** 3

    def spread(self, nodes: Iterable[tuple[int, int, int]]) -> dict[int, int]:
        """Return a new number for each edge within the window, in the same order.

        `nodes` are (id, lft, rght). All gaps are before right edges, where replies are inserted.
        """
        edges = sorted(
            (number, is_right)
            for _, *numbers in nodes
            for is_right, number in enumerate(numbers)
            if self.start < number < self.end
        )
        rights = sum(is_right for _, is_right in edges)
        gap = (self.end - self.start - 1 - len(edges)) // (rights + 1)
        new, last = {}, self.start
        for number, is_right in edges:
            last += 1 + gap * is_right
            new[number] = last
        return new


def is_small(root_rght: int) -> bool:
    """Return whether a tree is small, and so numbered without gaps, by its root's right edge."""
    return root_rght <= 2 * SMALL_TREE


def place_between(low: int, high: int) -> tuple[int, int] | None:
    """Return the edges of a new node between two numbers; None if there is no room.

    Half of the room is for its own replies, the rest for its later siblings.
    """
    if high - low <= 2:
        return None
    return low + 1, low + 2 + (high - low - 3) // 2


def with_gaps(places: dict[int, Place]) -> dict[int, Place]:
    """Return the places of all nodes of a tree, by id, with gaps if the tree is large."""
    if len(places) <= SMALL_TREE:
        return places
    nodes = [(pk, place.lft, place.rght) for pk, place in places.items()]
    new = Window(0, MAX_NUMBER).spread(nodes)
    return {pk: Place(new[p.lft], new[p.rght], p.level) for pk, p in places.items()}


def without_gaps(places: dict[int, Place]) -> dict[int, Place]:
    """Return the places of all nodes of a tree, by id, as if a large tree had no gaps."""
    if len(places) <= SMALL_TREE:
        return places
    numbers = sorted({number for place in places.values() for number in place[:2]})
    ranks = {number: rank for rank, number in enumerate(numbers, 1)}
    return {pk: Place(ranks[p.lft], ranks[p.rght], p.level) for pk, p in places.items()}
