"""One clear line for commands run before `migrate`."""

from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError, connection


@contextmanager
def needing_tables():
    """Raise CommandError with advice if the block fails because tables are missing."""
    try:
        yield
    except DatabaseError:
        if not _tables_are_missing():
            raise
        raise CommandError(
            "The database has no tables yet, or not all: run `manage.py migrate` first."
        ) from None


def _tables_are_missing() -> bool:
    try:
        existing = connection.introspection.table_names()
    except DatabaseError:  # no connection: a different problem
        return False
    return not set(connection.introspection.django_table_names()) <= set(existing)
