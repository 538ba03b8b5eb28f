"""The statistics by which SQLite chooses among indexes; PostgreSQL collects its own."""

from django.db import connection


def collect_statistics():
    """Let SQLite read its indexes, and remember how they are distributed: seconds for a million.

    It never does so by itself, and forgets what it knew of a table that a migration makes again.
    Beside 100,000 waiting comments each page of a queue then reads and sorts all of them. A part
    of the rows would not do: the first thousand of an index have one status.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
