"""Say of each house rule where it holds: everywhere, in this blog, or on one other site."""

from django.db import migrations, models
from django.db.models import Q

from accounts.migration_operations import AddCheck


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("moderation", "0026_names")]

    operations = [
        migrations.AddField(
            "houserule",
            "holds_on",
            models.CharField(blank=True, db_default="", default="", max_length=260),
        ),
        AddCheck(
            "houserule",
            models.CheckConstraint(
                condition=~Q(code__in=("spam", "illegal")) | Q(holds_on=""),
                name="rules_cited_by_the_site_hold_everywhere",
            ),
        ),
    ]
