"""How a database runs the queries of a piece of code."""

from django.db import connection, transaction


def plans_of(run) -> str:
    """Return the plans of all SELECTs that `run()` sends, with their parameters, one step a line.

    PostgreSQL may neither read a whole table nor sort where an index is of use: the few rows of a
    test would make it do so.
    """
    reads = []

    def note(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            reads.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        run()
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        plans = []
        for sql, params in reads:
            cursor.execute(f"{explain} {sql}", params)
            plans += [str(row[-1]) for row in cursor.fetchall()]
    return "\n".join(plans)
