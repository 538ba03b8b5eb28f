"""How often a mailbox gets mail about replies."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_names")]

    operations = [
        migrations.AddField(
            "mailbox",
            "frequency",
            models.CharField(
                choices=[
                    ("at_once", "At once"),
                    ("daily", "At most one mail a day"),
                    ("weekly", "At most one mail a week"),
                ],
                default="at_once",
                db_default="at_once",
                max_length=8,
            ),
        ),
    ]
