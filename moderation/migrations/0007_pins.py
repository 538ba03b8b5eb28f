"""Editors pin comments, which are decisions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0006_appeals"),
    ]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                choices=[
                    ("approve", "Approve"),
                    ("reject", "Reject"),
                    ("remove", "Remove"),
                    ("restore", "Restore"),
                    ("hold", "Hold"),
                    ("keep", "Keep"),
                    ("warn", "Warn"),
                    ("ban", "Ban"),
                    ("lift", "Lift"),
                    ("close_branch", "Close branch"),
                    ("open_branch", "Open branch"),
                    ("pick", "Editor's pick"),
                    ("unpick", "Remove editor's pick"),
                    ("pin", "Pin"),
                    ("unpin", "Unpin"),
                    ("undo", "Undo"),
                    ("uphold", "Uphold on appeal"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
    ]
