"""A column whose change ends all sessions of an account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_mail_frequency")]

    operations = [
        migrations.AddField(
            "user",
            "session_seed",
            models.CharField(blank=True, db_default="", default="", editable=False, max_length=32),
        ),
    ]
