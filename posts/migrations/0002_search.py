"""The full-text index over the terms of posts.

SQLite stores it in an FTS5 table, which triggers keep equal to the table of terms; PostgreSQL in a
GIN index. If Django makes the table of terms again on SQLite, the triggers must be made again, too.
"""

from django.db import migrations

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_posts USING fts5(terms, content='posts_postsearchentry',"
        " content_rowid='post_id', tokenize=\"ascii tokenchars '~'\", detail=none, columnsize=0)",
        "CREATE TRIGGER search_posts_insert AFTER INSERT ON posts_postsearchentry BEGIN"
        " INSERT INTO search_posts (rowid, terms) VALUES (new.post_id, new.terms); END",
        "CREATE TRIGGER search_posts_delete AFTER DELETE ON posts_postsearchentry BEGIN"
        " INSERT INTO search_posts (search_posts, rowid, terms)"
        " VALUES ('delete', old.post_id, old.terms); END",
        "CREATE TRIGGER search_posts_update AFTER UPDATE OF terms ON posts_postsearchentry BEGIN"
        " INSERT INTO search_posts (search_posts, rowid, terms)"
        " VALUES ('delete', old.post_id, old.terms);"
        " INSERT INTO search_posts (rowid, terms) VALUES (new.post_id, new.terms); END",
    ],
    "postgresql": [
        "CREATE INDEX search_posts ON posts_postsearchentry USING gin ((terms::tsvector))"
    ],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER search_posts_insert",
        "DROP TRIGGER search_posts_delete",
        "DROP TRIGGER search_posts_update",
        "DROP TABLE search_posts",
    ],
    "postgresql": ["DROP INDEX search_posts"],
}


def execute(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]

    operations = [migrations.RunPython(execute(CREATE), execute(DROP))]
