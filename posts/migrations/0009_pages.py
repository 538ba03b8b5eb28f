"""The paths of pages."""

from django.db import migrations, models
from django.db.models import Q

from accounts.migration_operations import AddUniqueIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("posts", "0008_old_urls"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="page_path",
            field=models.CharField(blank=True, max_length=300, null=True, verbose_name="path"),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="place",
            field=models.CharField(db_default="post", default="post", max_length=10),
        ),
        migrations.CreateModel(
            name="Page",
            fields=[],
            options={
                "verbose_name": "page",
                "verbose_name_plural": "pages",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("posts.post",),
        ),
        AddUniqueIndex(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=Q(page_path__isnull=False),
                fields=["page_path"],
                name="one_page_a_path",
            ),
        ),
    ]
