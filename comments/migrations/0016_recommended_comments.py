"""An index for the most recommended comments of a post, which readers' scripts ask for."""

from django.db import migrations, models
from django.db.models import Q

from accounts.migration_operations import AddIndex


class Migration(migrations.Migration):
    atomic = False  # see accounts/migration_operations.py

    dependencies = [("comments", "0015_orders_of_roots")]

    operations = [
        AddIndex(
            "comment",
            models.Index(
                fields=["post", "-recommendation_count", "id"],
                condition=Q(recommendation_count__gt=0),
                name="recommended_comments",
            ),
        )
    ]
