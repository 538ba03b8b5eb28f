"""Read files of a wp-content/uploads folder in a zip archive, as untrusted input.

Nothing is unpacked to disk: a file is read by its name, so a name that leads out of the archive is
harmless. The size of what is read is limited, whatever a header says.
"""

import re
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

from django.utils.translation import gettext_noop

from blogsite.transfer.files import NOT_READ, ImportRefused
from blogsite.transfer.media.unreadable import TOO_LARGE, MissingFile, Unreadable
from blogsite.transfer.remarks import Remark
from posts.pictures import MAX_UPLOAD_BYTES

MAX_LIST_BYTES = 64 * 2**20  # of the list of files, some 400,000 of them
NO_ZIP = gettext_noop("this is no zip archive, or it is broken")
TOO_MANY_FILES = gettext_noop("it lists too many files; make a folder of it first")
OUTSIDE = gettext_noop("%(count)s names in the zip archive lead out of it; nothing was read there.")
END = struct.Struct("<4s4H2LH")
END_MARK, END_SEARCHED_BYTES = b"PK\x05\x06", 2**16 + END.size
# For a large archive (zip64), before the end: the size of its list, and the mark of a locator.
LARGE_END = struct.Struct("<40sQ8s20s")
LARGE_LOCATOR = b"PK\x06\x07"
ROOT = re.compile(r"(.*?/)??(?:(?:wp-content/)?(?:uploads|files)/|(?=[0-9]{4}/[0-9]{2}/))")
COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # others unpack without a limit
BROKEN = (zlib.error, zipfile.BadZipFile)
IS_ENCRYPTED = 0x1


class ZippedUploads:
    """Uploads in a zip archive."""

    def __init__(self, path: Path):
        self.path = path
        self.archive = self._open()
        self.entries, self.roots, self.passed_over = {}, {"": None}, 0
        for entry in self.archive.infolist():
            self._list(entry)

    def _open(self):
        try:
            with self.path.open("rb") as file:
                check_list_size(file)
            return zipfile.ZipFile(self.path)
        except ImportRefused as refusal:
            raise ImportRefused(refusal.reason, where=str(self.path)) from None
        except OSError as error:
            where, problem = str(self.path), error.strerror or str(error)
            raise ImportRefused(NOT_READ, where=where, problem=problem) from None
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
            raise ImportRefused(NO_ZIP, where=str(self.path)) from None

    def _list(self, entry):
        name = unicodedata.normalize("NFC", entry.filename.replace("\\", "/"))
        if name.startswith("/") or ".." in name.split("/") or re.match("[a-zA-Z]:", name):
            self.passed_over += 1
        elif not entry.is_dir():
            self.entries[name] = entry
            if root := ROOT.match(name):
                self.roots[root[0]] = None

    def has(self, path: str) -> bool:
        return self._entry(path) is not None

    def read(self, path: str) -> bytes:
        """Return a file by its path in the folder of uploads. Raise Unreadable."""
        entry = self._entry(path)
        if entry is None:
            raise MissingFile(gettext_noop("not among the uploads"))
        if entry.flag_bits & IS_ENCRYPTED:
            raise Unreadable(gettext_noop("it is encrypted"))
        if entry.compress_type not in COMPRESSIONS:
            raise Unreadable(gettext_noop("it is compressed in a way that is not read here"))
        try:
            with self.archive.open(entry) as file:
                content = file.read(MAX_UPLOAD_BYTES + 1)
        except (OSError, EOFError, ValueError, NotImplementedError, *BROKEN):
            raise Unreadable(gettext_noop("it is broken in the archive")) from None
        if len(content) > MAX_UPLOAD_BYTES:
            raise Unreadable(TOO_LARGE, size=MAX_UPLOAD_BYTES // 2**20)
        return content

    def _entry(self, path):
        path = unicodedata.normalize("NFC", path)
        named = (self.entries.get(root + path) for root in self.roots)
        return next(filter(None, named), None)

    def close(self):
        self.archive.close()

    @property
    def remark(self) -> str:
        if not self.passed_over:
            return ""
        return Remark(OUTSIDE, count=self.passed_over)


def check_list_size(file):
    """Raise ImportRefused for an archive whose list of files alone would fill the memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_SEARCHED_BYTES))
    tail = file.read()
    at = tail.rfind(END_MARK)
    if at < 0:
        raise zipfile.BadZipFile
    _, _, _, _, _, list_bytes, _, _ = END.unpack_from(tail, at)
    file.seek(max(0, size - len(tail) + at - LARGE_END.size))
    if (large := file.read(LARGE_END.size)).endswith(LARGE_LOCATOR, 0, -16):
        # It counts, whatever the other says
        list_bytes = max(list_bytes, LARGE_END.unpack(large)[1])
    if list_bytes == 2**32 - 1 or list_bytes > MAX_LIST_BYTES:
        raise ImportRefused(TOO_MANY_FILES)
