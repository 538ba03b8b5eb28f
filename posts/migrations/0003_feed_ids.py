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
            models.CharField(max_length=500, null=True, unique=True, editable=False),
        ),
    ]
