"""The full-text index over the terms of comments.

SQLite stores it in an FTS5 table, which triggers keep equal to the table of terms; PostgreSQL in a
GIN index. If Django makes the table of terms again on SQLite, the triggers must be made again, too.
"""

from django.db import migrations

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_comments USING fts5(terms, content='comments_commentsearchentry',"
        " content_rowid='comment_id', tokenize=\"ascii tokenchars '~'\", detail=none, columnsize=0)",
        "CREATE TRIGGER search_comments_insert AFTER INSERT ON comments_commentsearchentry BEGIN"
        " INSERT INTO search_comments (rowid, terms) VALUES (new.comment_id, new.terms); END",
        "CREATE TRIGGER search_comments_delete AFTER DELETE ON comments_commentsearchentry BEGIN"
        " INSERT INTO search_comments (search_comments, rowid, terms)"
        " VALUES ('delete', old.comment_id, old.terms); END",
        "CREATE TRIGGER search_comments_update AFTER UPDATE OF terms ON comments_commentsearchentry BEGIN"
        " INSERT INTO search_comments (search_comments, rowid, terms)"
        " VALUES ('delete', old.comment_id, old.terms);"
        " INSERT INTO search_comments (rowid, terms) VALUES (new.comment_id, new.terms); END",
    ],
    "postgresql": [
        "CREATE INDEX search_comments ON comments_commentsearchentry USING gin ((terms::tsvector))"
    ],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER search_comments_insert",
        "DROP TRIGGER search_comments_delete",
        "DROP TRIGGER search_comments_update",
        "DROP TABLE search_comments",
    ],
    "postgresql": ["DROP INDEX search_comments"],
}


def execute(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_tree_ids")]

    operations = [migrations.RunPython(execute(CREATE), execute(DROP))]
