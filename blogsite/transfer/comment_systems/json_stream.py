"""Read a file that is one JSON object with long lists, item by item."""

import codecs
import json
import re
from collections.abc import Iterator

from django.utils.translation import gettext_noop

from blogsite.transfer.comment_systems.json_values import DECODER
from blogsite.transfer.files import (
    CUT_OFF,
    NO_JSON,
    NO_UTF8,
    TOO_DEEP,
    ImportRefused,
    line_of,
)

CHUNK_SIZE = 1 << 14
MAX_ITEM_LENGTH = 4 << 20  # characters of one item of a list
NO_COMMA = gettext_noop("a comma is missing")
LONG_ITEM = gettext_noop("one item is broken, or longer than %(length)s characters")
BLANKS = re.compile(r"[ \t\r\n]*")


class JsonStream:
    """A reader of `file`, which is read in chunks; `position` counts its bytes."""

    def __init__(self, file):
        self.file = file
        self.decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self.text = ""  # the text read so far
        self.start = 0  # of the unused part
        self.line = 1  # its line
        self.position = 0
        self.is_at_end = False

    def items(self) -> Iterator[tuple[str, object]]:
        """Yield the name and the value of each member of the object.

        The items of a list are yielded one by one, with the name of the list. Raise ImportRefused
        if the file is not such JSON.
        """
        self._take("{", gettext_noop("it does not begin like an object of JSON"))
        while True:
            name = self._value()
            if not isinstance(name, str):
                self.refuse(gettext_noop("a member of the object has no name"))
            self._take(":", gettext_noop("a colon is missing"))
            if self._next() == "[":
                self._take("[", "")
                yield from ((name, value) for value in self._list())
            else:
                yield name, self._value()
            if self._next() == "}":
                break
            self._take(",", NO_COMMA)
        self._take("}", "")
        if self._next():
            self.refuse(gettext_noop("something follows the end of the JSON"))

    def refuse(self, message: str, **parameters):
        raise ImportRefused(message, where=line_of(self.line), **parameters)

    def _list(self):
        if self._next() != "]":
            while True:
                yield self._value()
                if self._next() == "]":
                    break
                self._take(",", NO_COMMA)
        self._take("]", "")

    def _next(self) -> str:
        """Return the next non-blank character, "" at the end of the file."""
        while True:
            self._use(BLANKS.match(self.text, self.start).end())
            if self._length or not self._read():
                return self.text[self.start : self.start + 1]

    def _take(self, character, why):
        if self._next() != character:
            self.refuse(why if self._length else CUT_OFF)
        self._use(self.start + 1)

    def _value(self):
        """Return the next value, read in chunks of doubling size."""
        self._next()
        while True:
            try:
                value, end = self._decoded()
            except json.JSONDecodeError as error:
                if not self._read_as_much_again():
                    self._refuse_broken(error)
                continue
            # A number may continue in the unread part.
            if end < len(self.text) or not self._read_as_much_again():
                self._use(end)
                return value

    def _decoded(self):
        try:
            return DECODER.raw_decode(self.text, self.start)
        except json.JSONDecodeError:
            raise
        except RecursionError:
            self.refuse(TOO_DEEP)
        except ValueError as error:  # a number too long to be read, or NaN
            self.refuse(NO_JSON, error=str(error))

    def _read_as_much_again(self) -> bool:
        length = self._length
        if length > MAX_ITEM_LENGTH:
            self.refuse(LONG_ITEM, length=MAX_ITEM_LENGTH)
        while self._length < 2 * length and self._read():
            pass
        return self._length > length

    @property
    def _length(self) -> int:
        """Return how many characters were read and not used yet."""
        return len(self.text) - self.start

    def _refuse_broken(self, error):
        if error.pos >= len(self.text.rstrip()) or error.msg.startswith("Unterminated"):
            self.refuse(CUT_OFF)
        self._use(error.pos)
        self.refuse(NO_JSON, error=error.msg)

    def _use(self, end):
        """Go on at `end`.

        The used text is dropped on the next read: cutting it off each time is slow.
        """
        self.line += self.text.count("\n", self.start, end)
        self.start = end

    def _read(self) -> bool:
        if self.is_at_end:
            return False
        chunk = self.file.read(CHUNK_SIZE)
        self.position += len(chunk)
        self.is_at_end = not chunk
        if chunk:
            self.text, self.start = self.text[self.start :], 0
        try:
            self.text += self.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            self.refuse(NO_UTF8)
        return bool(chunk)
