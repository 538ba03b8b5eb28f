from django.db import migrations, models

from accounts.migration_operations import AddIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("moderation", "0021_training_progress"),
    ]

    operations = [
        AddIndex(
            model_name="decision",
            index=models.Index(fields=["by", "created"], name="decisions_by_day"),
        ),
    ]
