"""Fields with plainer names; their columns stay, and no statement is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0025_plurals")]

    operations = [
        migrations.AlterField(
            "rule", "numbers", models.JSONField(blank=True, db_column="numbers", default=dict)
        ),
        migrations.RenameField("rule", "numbers", "options"),
        migrations.AlterField(
            "batchitem", "seen", models.CharField(db_column="seen", max_length=60)
        ),
        migrations.RenameField("batchitem", "seen", "state_token"),
        migrations.AlterField(
            "screener", "asked", models.DateTimeField(db_column="asked", null=True)
        ),
        migrations.RenameField("screener", "asked", "asked_at"),
        migrations.AlterField(
            "screener", "requested_at", models.DateTimeField(db_column="requested_at", null=True)
        ),
        migrations.RenameField("screener", "requested_at", "last_due_at"),
    ]
