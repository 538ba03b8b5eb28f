"""Columns for the ids of feeds and their entries."""

from django.db import migrations, models

import posts.feed_ids


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_tag_keys")]

    operations = [
        migrations.AddField(
            "blog",
            "feed_base",
            models.CharField(max_length=500, default=posts.feed_ids.new_base, editable=False),
        ),
        migrations.AddField(
            "post",
            "feed_id",
            models.CharField(max_length=500, null=True, editable=False),
        ),
        # Unique by an index of its own: SQLite would make the table again for a unique column,
        # without the triggers of the search index.
        migrations.AddConstraint(
            "post",
            models.UniqueConstraint(
                condition=models.Q(("feed_id__isnull", False)),
                fields=("feed_id",),
                name="one_post_a_feed_id",
            ),
        ),
    ]
