"""The comments of one post, laid aside on disk: there may be more of them than memory holds."""

import json
from collections.abc import Iterator
from dataclasses import fields
from operator import attrgetter
from typing import NamedTuple

from blogsite.transfer.wordpress.records import Comment

VALUES = attrgetter(*(field.name for field in fields(Comment)))


class CommentPile:
    """Comments in a file, in the order they came in, each to be taken up again from its place."""

    def __init__(self, file):
        self.file = file
        self.count = 0

    def lay(self, comment: Comment):
        self.file.write(json.dumps(VALUES(comment)).encode() + b"\n")
        self.count += 1

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[tuple[int, Comment]]:
        """Give each with its place."""
        place = 0
        for _ in range(self.count):
            comment = self.at(place)
            after = self.file.tell()
            yield place, comment
            place = after

    def at(self, place: int) -> Comment:
        self.file.seek(place)
        return Comment(*json.loads(self.file.readline()))

    def clear(self):
        self.file.seek(0)
        self.file.truncate()
        self.count = 0


class Laid(NamedTuple):
    """A comment in a pile, known by what tells its place in a thread."""

    pile: CommentPile
    place: int
    id: str
    line: int
    parent: str

    def record(self) -> Comment:
        record = self.pile.at(self.place)
        record.id = self.id  # it may have got one of its own
        return record
