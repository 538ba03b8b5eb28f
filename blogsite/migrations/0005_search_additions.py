"""The words of additions to comments join the index that the databases keep themselves.

As in 0004_search: on SQLite, a migration that makes the table again has to make its triggers again.
"""

from django.db import migrations

from blogsite.search.query import vector_of

COME = "INSERT INTO search_comments_addition (rowid, body_html) VALUES (new.id, new.body_html);"
GONE = (
    "INSERT INTO search_comments_addition (search_comments_addition, rowid, body_html)"
    " VALUES ('delete', old.id, old.body_html);"
)
MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_comments_addition USING fts5(body_html,"
        " content='comments_addition', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 0')",
        "CREATE TRIGGER search_comments_addition_insert AFTER INSERT ON comments_addition"
        f" BEGIN {COME} END",
        "CREATE TRIGGER search_comments_addition_delete AFTER DELETE ON comments_addition"
        f" BEGIN {GONE} END",
        "CREATE TRIGGER search_comments_addition_update AFTER UPDATE OF body_html"
        f" ON comments_addition BEGIN {GONE} {COME} END",
        "INSERT INTO search_comments_addition (search_comments_addition) VALUES ('rebuild')",
    ],
    "postgresql": [
        "CREATE INDEX search_comments_addition ON comments_addition"
        f" USING gin (({vector_of('comments_addition')}))"
    ],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER search_comments_addition_insert",
        "DROP TRIGGER search_comments_addition_delete",
        "DROP TRIGGER search_comments_addition_update",
        "DROP TABLE search_comments_addition",
    ],
    "postgresql": ["DROP INDEX search_comments_addition"],
}


def execute(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("blogsite", "0004_search"), ("comments", "0003_additions")]
    # PostgreSQL lays no index on a table into which the same transaction has put rows, and a
    # restored backup is migrated in one.
    run_before = [("comments", "0004_split_additions")]

    operations = [migrations.RunPython(execute(MAKE), execute(DROP))]
