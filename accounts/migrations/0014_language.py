"""In which language the pages of an account, and mail to its owner, are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_names_in_capitals"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=35,
                verbose_name="language",
            ),
        ),
    ]
