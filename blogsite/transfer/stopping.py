"""Errors that stop an import, and their messages."""

from django.db import DatabaseError
from django.utils.translation import gettext_noop

from blogsite.transfer.files import ImportRefused
from blogsite.transfer.remarks import Remark

DATABASE_STOPPED = gettext_noop("the database stopped the import: %(error)s")
DISK_STOPPED = gettext_noop("the disk stopped the import: %(error)s")


class ImportStopped(Exception):
    """Somebody asked the import to stop; complete posts are stored until here."""


def reason_of(error: Exception) -> Remark | None:
    """Return in one line why an import ended; None for an unexpected error."""
    if isinstance(error, ImportRefused):
        return error.reason
    if isinstance(error, DatabaseError):
        first_line = str(error).partition("\n")[0]
        return Remark(DATABASE_STOPPED, error=first_line)
    if isinstance(error, OSError):  # about the file, or about files written to disk meanwhile
        return Remark(DISK_STOPPED, error=error.strerror or str(error))
    return None
