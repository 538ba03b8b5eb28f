"""Find the export in a file that may be packed: gzip, or a zip archive with one export in it."""

import gzip
import re
import shutil
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext_noop

from blogsite.import_settings import RESERVED_BYTES
from blogsite.transfer.decoding import BYTE_ORDER_MARKS, encoding_of
from blogsite.transfer.files import (
    EMPTY_FILE,
    GZIP_BROKEN,
    MAX_PREAMBLE_LENGTH,
    NO_FILE,
    NOT_READ,
    ImportRefused,
)
from blogsite.transfer.jsonl.writer import NAME_IN_ZIP as NAME_OF_JSONL
from blogsite.transfer.media.archives import COMPRESSIONS, IS_ENCRYPTED, check_list_size
from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import shorten

HEAD_BYTES = 2 * MAX_PREAMBLE_LENGTH
CHUNK_BYTES = 1 << 20
MAX_UNPACKED_BYTES = 8 * 2**30
EXPORT_NAME = re.compile(r"(?!\.)[^/]+\.(?:xml|json|jsonl)", re.IGNORECASE)
UNPACKS_TO_MORE = gettext_noop("it unpacks to more than %(size)s GB")
PACKED_BROKEN = gettext_noop("the packed file is broken: %(error)s")
OTHER_COMPRESSION = gettext_noop("the zip archive is compressed in a way that is not read here")
UNDER_PASSWORD = gettext_noop("the zip archive is under a password")
NO_EXPORT_IN_ZIP = gettext_noop(
    "the zip archive has no export in it: no file .xml, .json or .jsonl"
)
SEVERAL_EXPORTS = gettext_noop(
    "the zip archive has %(count)s files that may be exports, such as “%(first)s” and"
    " “%(second)s”; unpack it and take one at a time"
)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def head_of(path: Path) -> bytes:
    """Return the beginning of the export in a file, in UTF-8. Raise ImportRefused without one."""
    with _opened(path) as file:
        head = file.read(HEAD_BYTES)
    if not head.strip():
        raise ImportRefused(EMPTY_FILE)
    encoding = BYTE_ORDER_MARKS.get(head[:2]) or BYTE_ORDER_MARKS.get(head[:3])
    if encoding is None and head[:2] in (b"<\0", b"\0<"):
        encoding = encoding_of(head)
    return head.decode(encoding, "replace").encode() if encoding else head


@contextmanager
def export_at(path: Path, folder: Path):
    """Yield the path of the export: `path` itself, or of the one unpacked from a zip archive.

    That is in `folder` while the block runs. Raise ImportRefused.
    """
    if not zipfile.is_zipfile(path):
        yield path
        return
    with TemporaryDirectory(dir=folder) as place:
        with _opened(path) as member:
            # An export that does not name its site is recognized by the name of its file.
            target = Path(place) / re.sub(r"[^\w.-]+", "_", Path(member.name).name)[-100:]
            _copy(member, target)
        yield target


def _copy(member, target):
    size = 0
    with target.open("wb") as copy:
        while chunk := member.read(CHUNK_BYTES):
            size += len(chunk)
            if size > MAX_UNPACKED_BYTES:
                raise ImportRefused(UNPACKS_TO_MORE, size=MAX_UNPACKED_BYTES >> 30)
            if shutil.disk_usage(target.parent).free < RESERVED_BYTES:
                raise ImportRefused(gettext_noop("the server has no room to unpack it"))
            copy.write(chunk)


@contextmanager
def _opened(path):
    """Yield the export in a file, open for reading; refuse an unreadable one in one line."""
    if not path.is_file():
        raise ImportRefused(NO_FILE)
    with ExitStack() as stack:
        try:
            file = stack.enter_context(_readable(path))
            if file.read(2) == b"\x1f\x8b":
                file.seek(0)
                file = stack.enter_context(gzip.GzipFile(fileobj=file))
            elif zipfile.is_zipfile(path):
                file = stack.enter_context(_member(file, stack))
            else:
                file.seek(0)
            yield file
        except gzip.BadGzipFile as error:
            raise ImportRefused(GZIP_BROKEN, error=str(error)) from None
        except BROKEN as error:
            reason = str(error) or Remark(gettext_noop("its list of files cannot be read"))
            raise ImportRefused(PACKED_BROKEN, error=reason) from None


def _readable(path):
    try:
        return path.open("rb")
    except OSError as error:  # it may belong to somebody else
        raise ImportRefused(NOT_READ, problem=error.strerror or str(error)) from None


def _member(file, stack):
    """Return the one export in a zip archive, open for reading."""
    check_list_size(file)
    archive = stack.enter_context(zipfile.ZipFile(file))
    names = [name for name in archive.namelist() if _is_export(name)]
    if NAME_OF_JSONL in names:
        names = [NAME_OF_JSONL]
    if not names:
        raise ImportRefused(NO_EXPORT_IN_ZIP)
    if len(names) > 1:
        first, second, *_ = map(shorten, names)
        raise ImportRefused(SEVERAL_EXPORTS, count=len(names), first=first, second=second)
    entry = archive.getinfo(names[0])
    if entry.flag_bits & IS_ENCRYPTED:
        raise ImportRefused(UNDER_PASSWORD)
    if entry.compress_type not in COMPRESSIONS:
        raise ImportRefused(OTHER_COMPRESSION)
    try:
        return archive.open(entry)
    except OSError:  # the position in the list is invalid
        raise zipfile.BadZipFile("its list of files is wrong") from None


def _is_export(name) -> bool:
    folder, _, last = name.rpartition("/")
    return EXPORT_NAME.fullmatch(last) is not None and "__MACOSX" not in folder
