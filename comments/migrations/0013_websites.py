"""The websites of authors of imported comments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0012_shadow")]

    operations = [
        migrations.AddField(
            "comment",
            "website",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=200,
                verbose_name="website",
            ),
        ),
    ]
