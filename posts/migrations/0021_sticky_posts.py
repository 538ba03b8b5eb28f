"""Put some posts first on the front page."""

from django.db import migrations, models

from accounts.migration_operations import AddIndex


class Migration(migrations.Migration):
    atomic = False  # see accounts/migration_operations.py

    dependencies = [("posts", "0020_sends_webmentions")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="is_sticky",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Above newer posts, until you take the tick away.",
                verbose_name="first on the front page",
            ),
        ),
        AddIndex(
            model_name="post",
            index=models.Index(
                fields=["place", "status", "-is_sticky", "-published_at", "-id"],
                name="posts_of_the_front_page",
            ),
        ),
    ]
