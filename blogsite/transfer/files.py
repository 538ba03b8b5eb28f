"""Files that other systems exported: unpacked, decoded and cleaned as they stream by."""

import gzip
import re
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from blogsite.transfer.decoding import Decoding, encoding_of
from blogsite.transfer.xml_repair import Mending

CHUNK = 1 << 16
# A server's warnings may stand before the XML; what starts later than this is no export.
LONGEST_PREAMBLE = CHUNK
LONGEST_QUOTE = 60

NOT_IN_XML = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
BEGINNING = re.compile(r"<\?xml\s|<rss[\s>]|<disqus[\s>]")


class ImportRefused(Exception):
    """An export that cannot be taken in; the message says where and why, in one line."""


class ExportFile:
    """An XML export on disk, plain or gzip, given as UTF-8 in pieces of bounded size.

    Real exports hold what XML forbids, and are read all the same: control characters are dropped,
    stray bytes between UTF-8 are read as Windows-1252, what is no text at all becomes U+FFFD, and
    a byte order mark, blank lines or a server's warnings around the XML are passed over. What was
    done is counted here, for the report, anew at every reading.
    """

    def __init__(self, path):
        self.path = Path(path)
        self._start_counting()

    def _start_counting(self):
        self.position = 0  # bytes of the file itself, packed or not
        self.controls_dropped = 0
        self.preamble = ""
        self.epilogue = ""
        self.decoding = Decoding("utf-8")
        self.mending = Mending()

    @property
    def size(self) -> int:
        """Bytes on disk; 0 when there is no such file."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def pieces(self) -> Iterator[bytes]:
        """Give the XML from its beginning on. Raises ImportRefused where it cannot be read."""
        self._start_counting()
        text = self._decoded(self._unpacked())
        for piece in chain(self._cleaned(self._beginning(text)), map(self._clean, text)):
            yield self.mending.mend(piece)
        yield self.mending.mend(b"", is_last=True)

    def pass_over(self, piece: bytes):
        """Take note of what stands after the end; more than its beginning nobody reads."""
        if len(self.epilogue) < LONGEST_QUOTE:
            self.epilogue = (self.epilogue + piece.decode("utf-8", "replace")).lstrip()

    def _unpacked(self) -> Iterator[bytes]:
        if not self.path.is_file():
            raise ImportRefused("there is no such file, or it is not a plain file")
        try:
            with self.path.open("rb") as packed:
                is_gzip = packed.peek(2)[:2] == b"\x1f\x8b"
                source = gzip.GzipFile(fileobj=packed) if is_gzip else packed
                while piece := source.read(CHUNK):
                    self.position = packed.tell()
                    yield piece
        except EOFError:
            raise ImportRefused(f"byte {self.position}: the gzip file is cut off") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise ImportRefused(f"byte {self.position}: the gzip file is broken: {error}") from None
        except OSError as error:
            raise ImportRefused(f"it cannot be read: {error.strerror or error}") from None

    def _decoded(self, pieces) -> Iterator[str]:
        first = next(pieces, b"")
        if not first.strip():
            raise ImportRefused("the file is empty")
        try:
            self.decoding = Decoding(encoding_of(first))
        except LookupError as error:
            raise ImportRefused(f"line 1: {error.args[0]}") from None
        yield self._decode(first)
        for piece in pieces:
            yield self._decode(piece)
        yield self._decode(b"", is_last=True)

    def _decode(self, piece: bytes, is_last=False) -> str:
        try:
            return self.decoding.text(piece, is_last)
        except UnicodeError as error:  # some codecs cannot replace
            raise ImportRefused(f"near byte {self.position}: {error}") from None

    def _beginning(self, text: Iterator[str]) -> str:
        head = ""
        for piece in text:
            head += piece
            if found := BEGINNING.search(head):
                self.preamble = head[: found.start()].removeprefix("\ufeff")
                return head[found.start() :]
            if len(head) > LONGEST_PREAMBLE:
                break
        raise ImportRefused(f"line 1: {what_instead(head)}, not an export")

    def _cleaned(self, head: str) -> Iterator[bytes]:
        for start in range(0, len(head), CHUNK):
            yield self._clean(head[start : start + CHUNK])

    def _clean(self, text: str) -> bytes:
        if "\uffff" in text or "\ufffe" in text:
            self.controls_dropped += text.count("\uffff") + text.count("\ufffe")
            text = text.replace("\uffff", "").replace("\ufffe", "")
        raw = text.encode()
        clean = raw.translate(None, NOT_IN_XML)
        self.controls_dropped += len(raw) - len(clean)
        return clean


def what_instead(head: str) -> str:
    """Say what a file that is no XML export seems to be."""
    start = head.lstrip("\ufeff \t\r\n")[:1000].lower()
    if start.startswith("pk\x03\x04"):
        return "this is a zip archive; unpack it and import the files in it"
    if start.startswith(("{", "[")):
        return "this looks like JSON"
    if re.match(r"<!doctype html|<html", start):
        return "this is an HTML page"
    if start.startswith("<feed"):
        return "this is an Atom feed"
    if start.startswith("<"):
        return "this is another kind of XML or HTML"
    return "this does not begin like XML"
