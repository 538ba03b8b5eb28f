"""Indexes without the rows and the status that nobody looks for in them.

Nearly all comments are published, and after three months none has a network.
"""

from django.db import migrations, models
from django.db.models import Q

from accounts.migration_operations import AddIndex, RemoveIndex

INDEXES = [
    models.Index(
        fields=["-published_at", "-id"],
        condition=Q(status="published"),
        name="published_comments",
    ),
    models.Index(
        fields=["status", "status_since"],
        condition=~Q(status="published"),
        name="unpublished_comments",
    ),
    models.Index(
        fields=["network", "created"],
        condition=~Q(network=""),
        name="comments_by_network",
    ),
]
REPLACED = ["comments_co_status_e1548d_idx", "comments_co_network_78eca1_idx"]


class Migration(migrations.Migration):
    atomic = False  # see accounts/migration_operations.py

    dependencies = [("comments", "0016_recommended_comments")]

    operations = [
        *(AddIndex("comment", index) for index in INDEXES),
        *(RemoveIndex("comment", name) for name in REPLACED),
    ]
