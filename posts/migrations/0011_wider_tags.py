"""Descriptions of tags, and tags that are part of others."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from accounts.migration_operations import AddIndex


class Migration(migrations.Migration):
    atomic = False  # see accounts/migration_operations.py

    dependencies = [
        ("posts", "0010_menu"),
    ]

    operations = [
        migrations.AddField(
            "tag",
            "description",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Plain text, shown above the posts with this tag.",
                verbose_name="description",
            ),
        ),
        migrations.AddField(
            "tag",
            "parent",
            models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="A wider tag. Its page shows the posts with this one, too.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="children",
                to="posts.tag",
                verbose_name="part of",
            ),
        ),
        AddIndex(
            "tag",
            models.Index(
                condition=Q(parent__isnull=False), fields=["parent"], name="tags_by_parent"
            ),
        ),
    ]
