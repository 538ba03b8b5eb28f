"""The rows of the test database at one moment, which can be put back.

After a test that commits, the rows of the migrations come back: Django would flush every table and
load these rows again, which costs more than most such tests. The sample blog is filled once.
"""

from contextlib import contextmanager, suppress

from django.db import IntegrityError, connection, transaction

ATTEMPTS = 5
STATISTICS = "sqlite_stat1"  # of SQLite's indexes; it reads them again only when it is told to

COLUMNS = {
    "sqlite": "SELECT list.name, info.name"
    " FROM pragma_table_list AS list JOIN pragma_table_info(list.name) AS info"
    " WHERE list.schema = 'main' AND list.type = 'table'"
    " AND (list.name NOT LIKE 'sqlite_%' OR list.name = 'sqlite_stat1')",
    "postgresql": "SELECT table_name, column_name"
    " FROM information_schema.columns JOIN information_schema.tables"
    " USING (table_schema, table_name)"
    " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
    " AND is_generated = 'NEVER'",
}
AS_LITERAL = {"sqlite": "quote", "postgresql": "quote_nullable"}

APPEND_ONLY = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE sql LIKE '%is append-only%'",
    "postgresql": "SELECT tgrelid::regclass::text, tgname, '' FROM pg_trigger"
    " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE prosrc LIKE '%is append-only%'",
}
SWITCHES = {
    "sqlite": ("DROP TRIGGER {name}", "{sql}"),
    "postgresql": (
        "ALTER TABLE {table} DISABLE TRIGGER {name}",
        # First, what a foreign key has put off until the commit: it would forbid the second.
        "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} ENABLE TRIGGER {name}",
    ),
}


# Rows that are put back bring their numbers: the next row of a table gets one that is free.
NEXT_NUMBERS = """
    SELECT format(
        'SELECT setval(%%L, (SELECT coalesce(max(%%I), 0) + 1 FROM %%I), false)',
        pg_get_serial_sequence(quote_ident(table_name), column_name), column_name, table_name
    ) FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_identity = 'YES' AND table_name = ANY(%s)
"""

# The same of trees, which have a sequence of their own: the rows may come from another database.
NEXT_TREE = """
    SELECT setval('comments_tree_id', greatest(
        (SELECT last_value FROM comments_tree_id),
        (SELECT coalesce(max(tree_id), 1) FROM comments_comment)
    ))
"""


class Snapshot:
    """Every row of the database as it is now."""

    def __init__(self):
        with connection.cursor() as cursor:
            self.columns = columns_by_table(cursor)
            self.rows = self._read(cursor)

    def put_back(self):
        """Give each table that has changed the rows of the snapshot.

        A server that still runs may store a row about another meanwhile, which then cannot be
        deleted: so it begins again.
        """
        for _ in range(ATTEMPTS - 1):
            with suppress(IntegrityError):
                self._put_back()
                return
        self._put_back()

    def _put_back(self):
        with transaction.atomic(), connection.cursor() as cursor:
            rows = self._read(cursor)
            changed = [table for table in self.columns if rows[table] != self.rows[table]]
            with triggers_off(changed):
                for table in changed:
                    cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (a name of ours)
                for table in changed:
                    self._insert(cursor, table)
            if connection.vendor == "postgresql":
                cursor.execute(NEXT_NUMBERS, [changed])
                for (statement,) in cursor.fetchall():
                    cursor.execute(statement)
                cursor.execute(NEXT_TREE)
            if STATISTICS in changed:
                cursor.execute("ANALYZE sqlite_schema")

    def _read(self, cursor) -> dict[str, set[str]]:
        """Return the rows of each table, each as the literals that insert it."""
        rows = {table: set() for table in self.columns}
        cursor.execute(" UNION ALL ".join(map(self._select, self.columns)))
        for table, literals in cursor.fetchall():
            rows[table].add(literals)
        return rows

    def _select(self, table) -> str:
        as_literal = AS_LITERAL[connection.vendor]
        literals = " || ',' || ".join(f'{as_literal}("{name}")' for name in self.columns[table])
        return f"SELECT '{table}', {literals} FROM {table}"  # noqa: S608 (names of ours)

    def _insert(self, cursor, table):
        names = ", ".join(f'"{name}"' for name in self.columns[table])
        for literals in self.rows[table]:
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({literals})")  # noqa: S608 (ours)


def columns_by_table(cursor) -> dict[str, list[str]]:
    """Return the columns of each table, without those that the database computes.

    Tables of a full-text index are left out: triggers keep them in step with what they index.
    """
    cursor.execute(COLUMNS[connection.vendor])
    columns = {}
    for table, name in cursor.fetchall():
        columns.setdefault(table, []).append(name)
    return columns


@contextmanager
def triggers_off(tables=None):
    """Let the append-only tables be changed for a while; `tables` says which, None is all."""
    off, on = SWITCHES[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(APPEND_ONLY[connection.vendor])
        triggers = [
            {"table": table, "name": name, "sql": sql}
            for table, name, sql in cursor.fetchall()
            if tables is None or table in tables
        ]
        for trigger in triggers:
            cursor.execute(off.format(**trigger))
        yield
        for trigger in triggers:
            cursor.execute(on.format(**trigger))
