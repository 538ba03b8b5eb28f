"""Read files of a wp-content/uploads folder, at any place in a folder or a zip archive."""

import os
import unicodedata
from pathlib import Path

from django.utils.translation import gettext_noop

from blogsite.transfer.files import ImportRefused
from blogsite.transfer.media.archives import ZippedUploads
from blogsite.transfer.media.unreadable import TOO_LARGE, MissingFile, Unreadable
from posts.pictures import MAX_UPLOAD_BYTES

MAX_FOLDER_DEPTH = 4  # of the uploads folder in the given one
MAX_FOLDERS = 1_000  # that are searched
NOT_READ = gettext_noop("it cannot be read: %(problem)s")
NO_UPLOADS = gettext_noop("there is no such folder or zip archive")


def uploads_at(path) -> "UploadsFolder | ZippedUploads":
    """Return the uploads in a folder or a zip archive. Raise ImportRefused if it is neither."""
    path = Path(path)
    if path.is_dir():
        return UploadsFolder(path)
    if path.is_file():
        return ZippedUploads(path)
    raise ImportRefused(NO_UPLOADS, where=str(path))


class UploadsFolder:
    """Uploads on disk. Nothing outside of the folder is read, even through links."""

    def __init__(self, path: Path):
        self.top = path.resolve()
        self.roots = [self.top, *self._folders_of_uploads()]

    def _folders_of_uploads(self):
        """Yield the folders below that are named "uploads" or "files"."""
        for number, (place, folders, _) in enumerate(os.walk(self.top)):
            depth = len(Path(place).relative_to(self.top).parts)
            if depth >= MAX_FOLDER_DEPTH or number > MAX_FOLDERS:
                folders.clear()
            folders.sort()
            yield from (Path(place) / name for name in folders if name in ("uploads", "files"))

    def has(self, path: str) -> bool:
        return self._file(path) is not None

    def read(self, path: str) -> bytes:
        """Return a file by its path in the folder of uploads. Raise Unreadable."""
        file = self._file(path)
        if file is None:
            raise MissingFile(gettext_noop("not among the uploads"))
        try:
            with file.open("rb") as opened:
                content = opened.read(MAX_UPLOAD_BYTES + 1)
        except OSError as error:
            raise Unreadable(NOT_READ, problem=error.strerror or str(error)) from None
        if len(content) > MAX_UPLOAD_BYTES:
            raise Unreadable(TOO_LARGE, size=MAX_UPLOAD_BYTES // 2**20)
        return content

    def _file(self, path):
        for root in self.roots:
            for form in ("NFC", "NFD"):
                try:
                    file = (root / unicodedata.normalize(form, path)).resolve()
                    if file.is_relative_to(self.top) and file.is_file():
                        return file
                except (OSError, ValueError):  # not a valid file name
                    continue
        return None

    def close(self):
        pass

    @property
    def remark(self) -> str:
        return ""
