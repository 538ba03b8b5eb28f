"""Spool the comments of one post to disk: they may not fit into memory."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from operator import attrgetter
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from blogsite.transfer.wordpress.records import CommentRecord

BYTES_IN_MEMORY = 1 << 20  # the comments of most posts need no disk

field_values = attrgetter(*(field.name for field in fields(CommentRecord)))


@contextmanager
def comment_spool() -> Iterator["CommentSpool"]:
    """Yield an empty spool, whose file exists for a `with` block."""
    with SpooledTemporaryFile(max_size=BYTES_IN_MEMORY) as file:
        yield CommentSpool(file)


class CommentSpool:
    """The comments of a post in their order, each of which can be read again from its offset.

    Several posts share one file; each has a part that begins at an offset.
    """

    def __init__(self, file, start: int = 0):
        self.file = file
        self.start = self.end = start
        self.count = 0

    def append(self, comment: CommentRecord):
        if self.file.tell() != self.end:
            self.file.seek(self.end)
        self.file.write(json.dumps(field_values(comment)).encode() + b"\n")
        self.end = self.file.tell()
        self.count += 1

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[tuple[int, CommentRecord]]:
        """Yield the offset of each comment and the comment."""
        offset = self.start
        for _ in range(self.count):
            comment = self.read(offset)
            next_offset = self.file.tell()
            yield offset, comment
            offset = next_offset

    def read(self, offset: int) -> CommentRecord:
        """Return the comment at an offset in bytes."""
        self.file.seek(offset)
        return CommentRecord(*json.loads(self.file.readline()))

    def following(self) -> "CommentSpool":
        """Return the spool of the next post in the file."""
        return CommentSpool(self.file, self.end)

    def release(self):
        """Empty the file, when no comment up to here is needed any more."""
        self.file.seek(0)
        self.file.truncate()
        self.start = self.end = self.count = 0


class SpooledComment(NamedTuple):
    """A comment in a spool, with the data needed to find its parent."""

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
