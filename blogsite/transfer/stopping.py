"""Errors that stop an import, and their messages."""

from django.db import DatabaseError

from blogsite.transfer.files import ImportRefused


class ImportStopped(Exception):
    """Somebody asked the import to stop; complete posts are stored until here."""


def reason_of(error: Exception) -> str:
    """Return in one line why an import ended; "" for an unexpected error."""
    if isinstance(error, ImportRefused):
        return str(error)
    if isinstance(error, DatabaseError):
        first_line = str(error).partition("\n")[0]
        return f"the database stopped the import: {first_line}"
    if isinstance(error, OSError):  # about the file, or about files written to disk meanwhile
        return f"the disk stopped the import: {error.strerror or error}"
    return ""
