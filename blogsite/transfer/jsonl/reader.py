"""Reads a file line by line; refuses it if it is not a complete export."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from django.utils.translation import gettext_noop

from blogsite.transfer.files import (
    CUT_OFF_HERE,
    EMPTY_FILE,
    LONG_LINE,
    NO_FILE,
    NO_UTF8,
    ImportRefused,
    line_of,
)
from blogsite.transfer.jsonl.schema import FORMAT, KINDS, VERSION
from blogsite.transfer.jsonl.values import MAX_ID, Unreadable, default_of, from_json, read_object
from blogsite.transfer.jsonl.writer import NAME_IN_ZIP
from blogsite.transfer.output import FOLDER
from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import shorten
from blogsite.transfer.unpacking import PACKED_BROKEN, UNDER_PASSWORD, UNPACKS_TO_MORE

MAX_LINE = 16 * 2**20  # bytes: longer than any text, short enough for the memory
MAX_UNPACKED = 8 * 2**30  # bytes of the file in a zip
CHUNK_SIZE = 1 << 20
MAX_SOURCE_LENGTH = 500
NO_EXPORT_IN_ZIP = gettext_noop("the zip file has no %(name)s, so it is no export")
NO_FIRST_LINE = gettext_noop("it is no first line of an export")
OTHER_FORMAT = gettext_noop("it does not say that the format is %(format)s")
OTHER_VERSION = gettext_noop("version %(version)s of the format is unknown here")
NO_BLOG = gettext_noop("it does not say which blog it is of")
NO_RECORD = gettext_noop("it is no record")
NO_KIND = gettext_noop("there is no kind %(kind)s")
NO_ID = gettext_noop("a %(kind)s has no id")
OF_FIELD = gettext_noop("%(record)s: “%(field)s” %(why)s")
AFTER_THE_END = gettext_noop("something follows the end of the file")
NO_LAST_LINE = gettext_noop("the file is cut off, its last line is missing")
WRONG_COUNT = gettext_noop("the end says %(named)s records, and there are %(count)s")
UNKNOWN_FIELD = gettext_noop("field “%(field)s” of a %(kind)s")


class Line(NamedTuple):
    """A record and its position: `number` of its line, `offset` of its first byte."""

    number: int
    offset: int
    kind: str
    id: int
    values: dict  # by the name in the file, in the model's form; references are ids of records


class Pictures:
    """The pictures of a file: in a folder beside it, or in the same zip."""

    def __init__(self, folder: Path, archive=None):
        self.folder, self.archive = folder, archive

    def read(self, name: str, most: int) -> bytes | None:
        """Return the content of a picture, at most `most` + 1 bytes; None without one.

        `name` is made by the importer, never taken from the file.
        """
        try:
            with self._open(name) as file:
                return file.read(most + 1)
        except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, EOFError):
            return None

    def _open(self, name):
        return (
            self.archive.open(f"media/{name}") if self.archive else (self.folder / name).open("rb")
        )


@contextmanager
def opened(path: Path):
    """Yield the file of lines, by itself or in a zip, and its pictures."""
    if not path.is_file():
        raise ImportRefused(NO_FILE)
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as file:
                yield file, Pictures(path.with_name(FOLDER.format(path.name)))
            return
        with zipfile.ZipFile(path) as archive, TemporaryFile() as file:
            _unpack(archive, file)
            yield file, Pictures(path.parent, archive)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ImportRefused(PACKED_BROKEN, error=str(error)) from None


def _unpack(archive, file):
    try:
        member = archive.open(NAME_IN_ZIP)
    except KeyError:
        raise ImportRefused(NO_EXPORT_IN_ZIP, name=NAME_IN_ZIP) from None
    except RuntimeError:
        raise ImportRefused(UNDER_PASSWORD) from None
    size = 0
    with member:
        while chunk := member.read(CHUNK_SIZE):
            size += len(chunk)
            if size > MAX_UNPACKED:
                raise ImportRefused(UNPACKS_TO_MORE, size=MAX_UNPACKED >> 30)
            file.write(chunk)
    file.seek(0)


class RecordReader:
    """Reads the lines of a file in order; `unknown` counts unknown fields."""

    def __init__(self, file, report):
        self.file = file
        self.report = report
        self.source = ""

    def lines(self) -> Iterator[Line]:
        """Yield all records. Raises ImportRefused with the line's number, and why."""
        self.file.seek(0)
        self._read_head()
        count, is_whole, offset = 0, False, self.file.tell()
        for number, raw in enumerate(self._raw_lines(), 2):
            if is_whole:
                raise ImportRefused(AFTER_THE_END, where=line_of(number))
            record = self._object(number, raw)
            if record.get("kind") == "end":
                is_whole = self._check_end(number, record, count)
            else:
                yield Line(number, offset, *self._record(number, record))
                count += 1
            offset += len(raw)
        if not is_whole:
            raise ImportRefused(NO_LAST_LINE, where=line_of(count + 2))

    def read_at(self, number: int, offset: int) -> Line:
        """Return the record of a line that `lines` has yielded."""
        self.file.seek(offset)
        raw = self.file.readline()
        return Line(number, offset, *self._record(number, self._object(number, raw)))

    def _raw_lines(self):
        while raw := self.file.readline(MAX_LINE + 1):
            yield raw

    def _read_head(self):
        raw = self.file.readline(MAX_LINE + 1)
        if not raw.strip():
            raise ImportRefused(EMPTY_FILE, where=line_of(1))
        head = self._object(1, raw, NO_FIRST_LINE)
        if head.get("format") != FORMAT:
            raise ImportRefused(OTHER_FORMAT, where=line_of(1), format=FORMAT)
        if head.get("version") != VERSION or isinstance(head.get("version"), bool):
            version = shorten(str(head.get("version")))
            raise ImportRefused(OTHER_VERSION, where=line_of(1), version=version)
        source = head.get("blog")
        if not isinstance(source, str) or not 0 < len(source) <= MAX_SOURCE_LENGTH:
            raise ImportRefused(NO_BLOG, where=line_of(1))
        self.source = source

    def _object(self, number, raw, what=NO_RECORD):
        if len(raw) > MAX_LINE:
            raise ImportRefused(LONG_LINE, where=line_of(number), size=MAX_LINE >> 20)
        try:
            record = read_object(raw.decode().removeprefix("\ufeff" if number == 1 else ""))
        except UnicodeDecodeError:
            raise ImportRefused(NO_UTF8, where=line_of(number)) from None
        except Unreadable as error:
            why = CUT_OFF_HERE if not raw.endswith(b"\n") else error.reason
            raise ImportRefused(why, where=line_of(number)) from None
        if not isinstance(record, dict):
            raise ImportRefused(what, where=line_of(number))
        return record

    def _check_end(self, number, record, count):
        if record.get("records") != count:
            named = shorten(str(record.get("records")))
            raise ImportRefused(WRONG_COUNT, where=line_of(number), named=named, count=str(count))
        return True

    def _record(self, number, record):
        kind = (
            KINDS.get(name := record.get("kind")) if isinstance(record.get("kind"), str) else None
        )
        if kind is None:
            raise ImportRefused(NO_KIND, where=line_of(number), kind=repr(shorten(str(name))))
        pk = record.get("id")
        if isinstance(pk, bool) or not isinstance(pk, int) or not 0 < pk <= MAX_ID:
            raise ImportRefused(NO_ID, where=line_of(number), kind=name)
        for unknown in record.keys() - kind.columns.keys() - {"kind", "id"}:
            self.report.left_out[Remark(UNKNOWN_FIELD, field=shorten(unknown), kind=name)] += 1
        return name, pk, self._values(number, kind, record)

    def _values(self, number, kind, record):
        values = {}
        for name, column in kind.columns.items():
            try:
                if name not in record:
                    values[name] = default_of(column)
                elif _is_unset(kind, name, record):
                    values[name] = None
                else:
                    values[name] = from_json(column, record[name])
            except Unreadable as error:
                why = Remark(
                    OF_FIELD, record=f"{kind.name} {record['id']}", field=name, why=error.reason
                )
                raise ImportRefused(why, where=line_of(number)) from None
        return values


def _is_unset(kind, name, record) -> bool:
    """Return whether a rule's first version came with its blog, and so has no date."""
    return (kind.name, name) == ("house_rule_version", "in_force_since") and record[name] is None
