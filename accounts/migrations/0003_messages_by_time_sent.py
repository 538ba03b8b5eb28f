"""An index to count what was sent in the last minute, for MAIL_PER_MINUTE."""

from django.db import migrations, models

from accounts.migration_operations import AddIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0002_confirmed_emails")]

    operations = [
        AddIndex(
            "message",
            models.Index(
                fields=["sent"],
                condition=models.Q(sent__isnull=False),
                name="messages_by_time_sent",
            ),
        ),
    ]
