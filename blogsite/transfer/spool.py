"""Spool the comments of one post to disk: there may be more than memory can hold."""

import json
from collections.abc import Iterator
from dataclasses import fields
from operator import attrgetter
from typing import NamedTuple

from blogsite.transfer.wordpress.records import CommentRecord

field_values = attrgetter(*(field.name for field in fields(CommentRecord)))


class CommentSpool:
    """A file of comments in their order, each of which can be read again from its offset."""

    def __init__(self, file):
        self.file = file
        self.count = 0

    def append(self, comment: CommentRecord):
        self.file.write(json.dumps(field_values(comment)).encode() + b"\n")
        self.count += 1

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[tuple[int, CommentRecord]]:
        """Yield the offset of each comment and the comment."""
        offset = 0
        for _ in range(self.count):
            comment = self.read(offset)
            next_offset = self.file.tell()
            yield offset, comment
            offset = next_offset

    def read(self, offset: int) -> CommentRecord:
        """Return the comment at an offset in bytes."""
        self.file.seek(offset)
        return CommentRecord(*json.loads(self.file.readline()))

    def clear(self):
        self.file.seek(0)
        self.file.truncate()
        self.count = 0


class SpooledComment(NamedTuple):
    """A comment in a spool, with what is needed to find its parent."""

    spool: CommentSpool
    offset: int
    id: str
    line: int
    parent: str

    def record(self) -> CommentRecord:
        """Read the comment from the spool."""
        record = self.spool.read(self.offset)
        record.id = self.id  # the file's id may belong to another comment
        return record
