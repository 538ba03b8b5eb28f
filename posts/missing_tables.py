"""A database that `migrate` has not been run on, told in one line."""

from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError, connection


@contextmanager
def needing_tables():
    """End a command that the database stops for want of a table with what to do about it."""
    try:
        yield
    except DatabaseError:
        if not _are_missing():
            raise
        raise CommandError(
            "The database has no tables yet, or not all: run `manage.py migrate` first."
        ) from None


def _are_missing() -> bool:
    try:
        there = connection.introspection.table_names()
    except DatabaseError:  # it is away, which is another matter
        return False
    return not set(connection.introspection.django_table_names()) <= set(there)
