"""Whether names of imported comments are links to websites."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0011_wider_tags")]

    operations = [
        migrations.AddField(
            "blog",
            "shows_websites",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="Of comments that were imported with the website of their author.",
                verbose_name="link names to websites",
            ),
        ),
    ]
