"""The index of words, kept by the databases themselves, so that no write can pass it by.

SQLite: FTS5 tables that read the texts from the rows, and triggers that keep them in step. A later
migration that alters one of the tables makes SQLite build it anew, without its triggers: it has to
lay the index again. PostgreSQL: an index over an expression.
"""

from django.db import migrations

from blogsite.search.query import vector_of

COLUMNS = {
    "posts_post": ("title", "excerpt", "body_html"),
    "comments_comment": ("body_html",),
    "comments_addition": ("body_html",),
}

FTS5 = (
    "CREATE VIRTUAL TABLE search_{table} USING fts5({columns}, content='{table}',"
    " content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO search_{table} (search_{table}) VALUES ('rebuild')",
    "CREATE TRIGGER search_{table}_insert AFTER INSERT ON {table} BEGIN {come} END",
    "CREATE TRIGGER search_{table}_delete AFTER DELETE ON {table} BEGIN {gone} END",
    "CREATE TRIGGER search_{table}_update AFTER UPDATE OF {columns} ON {table}"
    " BEGIN {gone} {come} END",
)
COME = "INSERT INTO search_{table} (rowid, {columns}) VALUES (new.id, {new});"
GONE = "INSERT INTO search_{table} (search_{table}, rowid, {columns}) VALUES ('delete', old.id, {old});"
TAKEN_DOWN = (
    "DROP TRIGGER search_{table}_insert",
    "DROP TRIGGER search_{table}_delete",
    "DROP TRIGGER search_{table}_update",
    "DROP TABLE search_{table}",
)


def lay(apps, schema_editor):
    for table, columns in COLUMNS.items():
        if schema_editor.connection.vendor == "sqlite":
            _run(schema_editor, FTS5, table, columns)
        else:
            schema_editor.execute(
                f"CREATE INDEX search_{table} ON {table} USING gin (({vector_of(table)}))"
            )


def take_down(apps, schema_editor):
    for table, columns in COLUMNS.items():
        if schema_editor.connection.vendor == "sqlite":
            _run(schema_editor, TAKEN_DOWN, table, columns)
        else:
            schema_editor.execute(f"DROP INDEX search_{table}")


def _run(schema_editor, statements, table, columns):
    words = {
        "table": table,
        "columns": ", ".join(columns),
        "new": ", ".join(f"new.{name}" for name in columns),
        "old": ", ".join(f"old.{name}" for name in columns),
    }
    words |= {"come": COME.format(**words), "gone": GONE.format(**words)}
    for statement in statements:
        schema_editor.execute(statement.format(**words))


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0003_shared_cache"),
        ("posts", "0001_initial"),
        ("comments", "0001_initial"),
    ]

    operations = [migrations.RunPython(lay, take_down)]
