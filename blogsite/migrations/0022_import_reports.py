"""Store reports of imports as data, and what was looked at; say better where webhooks are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blogsite", "0021_api_tokens")]

    operations = [
        migrations.AddField("import", "outcome", models.JSONField(null=True)),
        migrations.AddField(
            "import", "looked_at", models.CharField(max_length=200, default="", db_default="")
        ),
        migrations.AlterField(
            "webhook",
            "url",
            models.CharField(
                help_text="It begins with https:// and can be reached from the internet.",
                max_length=500,
                verbose_name="URL",
            ),
        ),
    ]
