"""The statistics by which SQLite chooses among indexes; PostgreSQL collects its own."""

from django.db import connection


def collect_statistics():
    """Have SQLite analyze its indexes; takes seconds for a million rows.

    It never does so by itself, and loses the statistics of a table that a migration rebuilds. Then,
    with 100,000 waiting comments, each page of a queue reads and sorts all of them. A sample would
    not do: the first thousand entries of an index have one status.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
