"""How a database runs the queries of a piece of code."""

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext


def plans_of(run) -> str:
    """Return the plans of all SELECTs that `run()` sends, one a line.

    PostgreSQL may neither read a whole table nor sort where an index is of use: the few rows of a
    test would make it do so.
    """
    with CaptureQueriesContext(connection) as queries:
        run()
    reads = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        plans = []
        for sql in reads:
            cursor.execute(f"{explain} {sql}")
            plans += [str(row[-1]) for row in cursor.fetchall()]
    return "\n".join(plans)
