"""A question to readers, slow mode, and the hours in which comments are shown at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0005_follows"),
    ]

    operations = [
        migrations.AddField(
            model_name="blog",
            name="closes_at",
            field=models.TimeField(blank=True, null=True, verbose_name="comments close at"),
        ),
        migrations.AddField(
            model_name="blog",
            name="opens_at",
            field=models.TimeField(
                blank=True,
                help_text="Outside these hours each comment waits for a moderator. Empty: no hours.",
                null=True,
                verbose_name="comments open at",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="pinned_key",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="question",
            field=models.CharField(
                blank=True,
                help_text="At the head of the conversation, in the place of a pinned comment.",
                max_length=300,
                null=True,
                verbose_name="question to readers",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="slow_minutes",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="slow_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
