"""Indexes for the orders of a conversation by replies and by recommendations.

Without them each page of a post of 100,000 comments read all of its root comments.
"""

from django.db import migrations, models
from django.db.models import Q

from accounts.migration_operations import AddIndex

ORDERS = {
    "roots_by_replies": "-reply_count",
    "roots_by_recommendations": "-recommendation_weight",
}


class Migration(migrations.Migration):
    atomic = False  # see accounts/migration_operations.py

    dependencies = [("comments", "0014_ip")]

    operations = [
        AddIndex(
            "comment",
            models.Index(
                fields=["post", column, "number", "tree_id"],
                condition=Q(parent=None) & (Q(status="published") | Q(reply_count__gt=0)),
                name=name,
            ),
        )
        for name, column in ORDERS.items()
    ]
