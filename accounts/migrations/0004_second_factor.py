"""From when on the desk is closed to staff without a second factor."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_messages_by_time_sent")]

    operations = [
        migrations.AddField(
            "user", "second_factor_due", models.DateTimeField(editable=False, null=True)
        ),
    ]
