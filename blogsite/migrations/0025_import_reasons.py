"""Store as data why an import ended early, for each reader's language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blogsite", "0024_backup_copies")]

    operations = [migrations.AddField("import", "reason", models.JSONField(null=True))]
