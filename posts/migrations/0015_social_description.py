"""What social media show of a post."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0014_look"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="social_description",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "Shown with a shared link. When it is empty, the excerpt or the beginning is."
                ),
                max_length=300,
                verbose_name="description for social media",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="social_description",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="social_description",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
