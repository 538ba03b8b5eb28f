"""What stops an import, and what people read then."""

from django.db import DatabaseError

from blogsite.transfer.files import ImportRefused


class ImportStopped(Exception):
    """Somebody asked for the import to stop; whole posts are stored until here."""


def reason_of(error: Exception) -> str:
    """Return in one line why an import ended; "" of an error that nobody foresaw."""
    if isinstance(error, ImportRefused):
        return str(error)
    if isinstance(error, DatabaseError):
        first_line = str(error).partition("\n")[0]
        return f"the database stopped the import: {first_line}"
    if isinstance(error, OSError):  # of the file, or of what is put on the disk meanwhile
        return f"the disk stopped the import: {error.strerror or error}"
    return ""
