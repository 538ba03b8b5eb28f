"""Store the comments of posts until they are imported: they may not fit into memory."""

import json
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from operator import attrgetter
from tempfile import TemporaryFile
from typing import NamedTuple

from blogsite.transfer.wordpress.records import CommentRecord

MAX_MEMORY = 4 << 20  # bytes, roughly; the comments of most posts need no disk
SIZE_WITHOUT_TEXTS = 1_000  # bytes of a comment in memory

field_values = attrgetter(*(field.name for field in fields(CommentRecord)))


@contextmanager
def comment_spool() -> Iterator["CommentSpool"]:
    """Yield an empty spool, whose comments exist for a `with` block."""
    with TemporaryFile() as file:
        yield CommentSpool(_Storage(file))


class _Storage:
    """A list of comments: the first ones in memory, the others in a file."""

    def __init__(self, file):
        self.file = file
        self.clear()

    def clear(self):
        self.file.seek(0)
        self.file.truncate()
        self.in_memory, self.size = [], 0
        self.offsets = array("Q")  # of the others, in the file
        self.end = 0  # of the file

    def append(self, comment: CommentRecord):
        values = field_values(comment)
        if self.size < MAX_MEMORY and not self.offsets:
            self.size += SIZE_WITHOUT_TEXTS + sum(len(each) for each in values if type(each) is str)
            self.in_memory.append(values)
            return
        if self.file.tell() != self.end:
            self.file.seek(self.end)
        self.file.write(json.dumps(values).encode() + b"\n")
        self.offsets.append(self.end)
        self.end = self.file.tell()

    def __len__(self) -> int:
        return len(self.in_memory) + len(self.offsets)

    def __getitem__(self, number: int) -> CommentRecord:
        if number < len(self.in_memory):
            return CommentRecord(*self.in_memory[number])
        self.file.seek(self.offsets[number - len(self.in_memory)])
        return CommentRecord(*json.loads(self.file.readline()))


class CommentSpool:
    """The comments of a post in their order, each of which can be read again by its number.

    Several posts share one storage.
    """

    def __init__(self, storage: _Storage):
        self.storage = storage
        self.start = self.end = len(storage)

    def append(self, comment: CommentRecord):
        self.storage.append(comment)
        self.end += 1

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[tuple[int, CommentRecord]]:
        """Yield the number of each comment and the comment."""
        for number in range(self.start, self.end):
            yield number, self.read(number)

    def read(self, number: int) -> CommentRecord:
        """Return a copy of a comment."""
        return self.storage[number]

    def following(self) -> "CommentSpool":
        """Return the spool of the next post, in the same storage."""
        return CommentSpool(self.storage)

    def release(self):
        """Empty the storage, when no comment up to here is needed any more."""
        self.storage.clear()
        self.start = self.end = 0


class SpooledComment(NamedTuple):
    """A comment in a spool, with the data needed to find its parent."""

    spool: CommentSpool
    number: int
    id: str
    line: int
    parent: str

    def record(self) -> CommentRecord:
        """Read the comment from the spool."""
        record = self.spool.read(self.number)
        record.id = self.id  # the file's id may belong to another comment
        return record
