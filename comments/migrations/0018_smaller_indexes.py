"""Published comments by date alone, replies without root comments, and full pages of the index of
comments' terms: they are written once, in the order of their keys.
"""

import mptt.fields
from django.db import migrations, models
from django.db.models import Q

from accounts.migration_operations import AddIndex, RemoveColumnIndex, RemoveIndex

FILL = "ALTER INDEX comments_commentsearchentry_pkey {}"


def on_postgresql(change):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(FILL.format(change))

    return run


class Migration(migrations.Migration):
    atomic = False  # see accounts/migration_operations.py

    dependencies = [("comments", "0017_fewer_rows_in_indexes")]

    operations = [
        AddIndex(
            "comment",
            models.Index(
                fields=["published_at"],
                condition=Q(status="published"),
                name="comments_by_publication",
            ),
        ),
        RemoveIndex("comment", "published_comments"),
        AddIndex(
            "comment",
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="replies_to_comment"
            ),
        ),
        RemoveColumnIndex(
            "comment",
            "parent",
            mptt.fields.TreeForeignKey(
                "comments.comment",
                models.PROTECT,
                null=True,
                blank=True,
                related_name="replies",
                editable=False,
                db_index=False,
            ),
        ),
        migrations.RunPython(
            on_postgresql("SET (fillfactor = 100)"), on_postgresql("RESET (fillfactor)")
        ),
    ]
