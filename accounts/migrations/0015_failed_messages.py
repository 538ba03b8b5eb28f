"""Mail that nobody accepts is called failed; the stored value stays, and no statement is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_language")]

    operations = [
        migrations.AlterField(
            "message",
            "status",
            models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("sending", "Sending"),
                    ("sent", "Sent"),
                    ("cancelled", "Cancelled"),
                    ("returned", "Failed"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
