"""The file of a comment system, for the importer."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blogsite.transfer.comment_systems.bodies import plain_of_html, typed_of_html
from blogsite.transfer.comment_systems.records import MessageRecord, PageRecord
from blogsite.transfer.files import GZIP_BROKEN, GZIP_CUT_OFF, NO_FILE, ImportRefused
from blogsite.transfer.people import digest

MAX_SITE_LENGTH = 100  # with the longest id it still fits into an origin
GZIP = b"\x1f\x8b"


class CommentSource:
    """A file with the comments of a site.

    After all records are read, `site` identifies the site among others of the same system, so that
    a later file of it is recognized.
    """

    name = ""  # of the system, in origins
    position = 0  # bytes read
    typed_of = staticmethod(typed_of_html)
    plain_of = staticmethod(plain_of_html)

    def __init__(self, path):
        self.path = Path(path)
        self.site = site_name(self.path.name)

    @property
    def size(self) -> int:
        """Return the bytes on disk; 0 if there is no such file."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def records(self) -> Iterator[PageRecord | MessageRecord]:
        """Yield all records. Raise ImportRefused, saying where and why, for another file."""
        raise NotImplementedError

    def report_repairs(self, report):
        """Report the repairs that were needed to read the file."""


def site_name(name: str) -> str:
    """Return a site's name for origins: short, and without blanks."""
    return name if 0 < len(name) <= MAX_SITE_LENGTH and name.isprintable() else digest(name)


@contextmanager
def unpacked(path: Path):
    """Yield a file of bytes, unpacked if it is gzip; raise ImportRefused if it is broken."""
    if not path.is_file():
        raise ImportRefused(NO_FILE)
    try:
        with path.open("rb") as file:
            is_gzip = file.peek(2)[:2] == GZIP
            yield gzip.GzipFile(fileobj=file) if is_gzip else file
    except EOFError:
        raise ImportRefused(GZIP_CUT_OFF) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ImportRefused(GZIP_BROKEN, error=str(error)) from None
