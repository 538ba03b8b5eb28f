"""Up to when a person has read the replies to them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_session_seed")]

    operations = [
        migrations.AddField(
            "person", "replies_read", models.DateTimeField(editable=False, null=True)
        ),
    ]
