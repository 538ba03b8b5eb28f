"""PostgreSQL already has an index of tree_id and lft: that of the constraint `one_node_a_lft`.

SQLite has no deferrable constraints, so it needs the index that the first migration makes.
"""

from django.db import migrations

DROP = "DROP INDEX comments_in_tree_order"
CREATE = "CREATE INDEX comments_in_tree_order ON comments_comment (tree_id, lft)"


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_search")]

    operations = [migrations.RunPython(on_postgresql(DROP), on_postgresql(CREATE))]
