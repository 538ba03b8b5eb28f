"""Unpack, decode and clean other systems' exports, as a stream."""

import gzip
import re
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.utils.translation import gettext_noop

from blogsite.transfer.decoding import Decoding, encoding_of
from blogsite.transfer.remarks import Remark
from blogsite.transfer.xml_repair import XmlRepair

CHUNK_SIZE = 1 << 16
# A server's warnings may precede the XML. A file whose XML starts later is not an export.
MAX_PREAMBLE_LENGTH = CHUNK_SIZE
MAX_QUOTE_LENGTH = 60
THE_FILE = gettext_noop("the file")
CONTROL_DROPPED = gettext_noop("control character dropped")
WINDOWS_1252 = gettext_noop("byte of Windows-1252 in the text")
REPLACED = gettext_noop("byte that is no text, now U+FFFD")
BEFORE_XML = gettext_noop("Before the XML stood, and was passed over: %(quote)s")
AFTER_XML = gettext_noop("After the XML stood, and was passed over: %(quote)s")

CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
SQLITE_MAGIC = b"SQLite format 3\0"
XML_START = re.compile(r"<\?xml\s|<rss[\s>]|<disqus[\s>]")


NO_FILE = gettext_noop("there is no such file, or it is not a plain file")
NOT_READ = gettext_noop("the file cannot be read: %(problem)s")
EMPTY_FILE = gettext_noop("the file is empty")
GZIP_CUT_OFF = gettext_noop("the gzip file is cut off")
GZIP_BROKEN = gettext_noop("the gzip file is broken: %(error)s")
CUT_OFF = gettext_noop("the file is cut off")
HTML_PAGE = gettext_noop("this is an HTML page")
ATOM_FEED = gettext_noop("this is an Atom feed")
NO_JSON = gettext_noop("it is no JSON: %(error)s")
NO_UTF8 = gettext_noop("it is no UTF-8")
TOO_DEEP = gettext_noop("it is nested too deep")
LONG_LINE = gettext_noop("longer than %(size)s MB")
CUT_OFF_HERE = gettext_noop("the file is cut off here")
UNKNOWN_VERSION = gettext_noop("version %(version)s of %(system)s’s format is unknown here")
NO_EXPORT = gettext_noop("%(what)s, not an export")
AT = gettext_noop("%(where)s: %(why)s")
LINE = gettext_noop("line %(line)s")
BYTE = gettext_noop("byte %(byte)s")


class ImportRefused(Exception):
    """An export that cannot be imported; `reason` says where and why, in one line."""

    def __init__(self, message: str, *, where: str = "", **parameters):
        why = message if isinstance(message, Remark) else Remark(message, **parameters)
        self.reason = Remark(AT, where=where, why=why) if where else why
        super().__init__(self.reason)


def line_of(number: int) -> Remark:
    """Return a line's name for a reason."""
    return Remark(LINE, line=str(number))


class ExportFile:
    """An XML export on disk, plain or gzip, read as UTF-8 in chunks of bounded size.

    Real exports are not valid XML. Control characters are dropped, stray bytes within UTF-8 are
    read as Windows-1252, other bytes become U+FFFD, and a byte order mark, blank lines and a
    server's warnings around the XML are skipped. The attributes count these repairs for the report;
    each reading starts at zero.
    """

    def __init__(self, path):
        self.path = Path(path)
        self._start_counting()

    def _start_counting(self):
        self.position = 0  # bytes read of the file on disk
        self.controls_dropped = 0
        self.preamble = ""
        self.epilogue = ""
        self.decoding = Decoding("utf-8")
        self.repair = XmlRepair()

    @property
    def size(self) -> int:
        """Return the bytes on disk; 0 if there is no such file."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def chunks(self) -> Iterator[bytes]:
        """Yield the XML from its start; raise ImportRefused if it cannot be read."""
        self._start_counting()
        text = self._decode_all(self._unpack())
        for chunk in chain(self._clean_all(self._skip_preamble(text)), map(self._clean, text)):
            yield self.repair.repair(chunk)
        yield self.repair.repair(b"", is_last=True)

    def note_epilogue(self, chunk: bytes):
        """Store the beginning of the text after the XML, for the report."""
        if len(self.epilogue) < MAX_QUOTE_LENGTH:
            self.epilogue = (self.epilogue + chunk.decode("utf-8", "replace")).lstrip()

    def report_repairs(self, report):
        """Report the repairs, and the text around the XML."""
        report.changed[CONTROL_DROPPED] += self.controls_dropped
        report.changed[WINDOWS_1252] += self.decoding.windows_1252_count
        report.miss(THE_FILE, REPLACED, self.decoding.replaced_count)
        report.changed[gettext_noop("place where XML was not escaped")] += self.repair.count
        for message, text, remarks in (
            (BEFORE_XML, self.preamble, report.details),
            (AFTER_XML, self.epilogue, report.remarks),
        ):
            if quote := text.strip()[:MAX_QUOTE_LENGTH]:
                remarks.append(Remark(message, quote=repr(quote)))

    def _unpack(self) -> Iterator[bytes]:
        if not self.path.is_file():
            raise ImportRefused(NO_FILE)
        try:
            with self.path.open("rb") as file:
                is_gzip = file.peek(2)[:2] == b"\x1f\x8b"
                source = gzip.GzipFile(fileobj=file) if is_gzip else file
                while chunk := source.read(CHUNK_SIZE):
                    self.position = file.tell()
                    yield chunk
        except EOFError:
            raise ImportRefused(GZIP_CUT_OFF, where=self._byte) from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise ImportRefused(GZIP_BROKEN, where=self._byte, error=str(error)) from None
        except OSError as error:
            raise ImportRefused(NOT_READ, problem=error.strerror or str(error)) from None

    @property
    def _byte(self):
        return Remark(BYTE, byte=str(self.position))

    def _decode_all(self, chunks) -> Iterator[str]:
        first = next(chunks, b"")
        if not first.strip():
            raise ImportRefused(EMPTY_FILE)
        try:
            self.decoding = Decoding(encoding_of(first))
        except LookupError as error:
            raise ImportRefused(error.args[0], where=line_of(1)) from None
        yield self._decode(first)
        for chunk in chunks:
            yield self._decode(chunk)
        yield self._decode(b"", is_last=True)

    def _decode(self, chunk: bytes, is_last=False) -> str:
        try:
            return self.decoding.decode(chunk, is_last)
        except UnicodeError as error:  # some codecs cannot replace
            raise ImportRefused(NOT_READ, where=self._byte, problem=str(error)) from None

    def _skip_preamble(self, text: Iterator[str]) -> str:
        head = ""
        for chunk in text:
            head += chunk
            if start := XML_START.search(head):
                self.preamble = head[: start.start()].removeprefix("\ufeff")
                return head[start.start() :]
            if len(head) > MAX_PREAMBLE_LENGTH:
                break
        raise ImportRefused(NO_EXPORT, where=line_of(1), what=kind_of_file(head))

    def _clean_all(self, head: str) -> Iterator[bytes]:
        for start in range(0, len(head), CHUNK_SIZE):
            yield self._clean(head[start : start + CHUNK_SIZE])

    def _clean(self, text: str) -> bytes:
        if "\uffff" in text or "\ufffe" in text:
            self.controls_dropped += text.count("\uffff") + text.count("\ufffe")
            text = text.replace("\uffff", "").replace("\ufffe", "")
        raw = text.encode()
        clean = raw.translate(None, CONTROL_BYTES)
        self.controls_dropped += len(raw) - len(clean)
        return clean


def kind_of_file(head: str) -> Remark:
    """Return a clause that says what a file that is not an XML export seems to be."""
    start = head.lstrip("\ufeff \t\r\n")[:1000].lower()
    if start.startswith("pk\x03\x04"):
        return Remark(gettext_noop("this is a zip archive; unpack it and import the files in it"))
    if start.startswith(("{", "[")):
        return Remark(gettext_noop("this looks like JSON"))
    if re.match(r"<!doctype html|<html", start):
        return Remark(HTML_PAGE)
    if start.startswith("<feed"):
        return Remark(ATOM_FEED)
    if start.startswith("<"):
        return Remark(gettext_noop("this is another kind of XML or HTML"))
    return Remark(gettext_noop("this does not begin like XML"))
