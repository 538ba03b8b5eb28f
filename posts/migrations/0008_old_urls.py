import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from accounts.migration_operations import AddCheck, AddIndex


def reference(to, **options):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="old_addresses",
        to=to,
        **options,
    )


class Migration(migrations.Migration):
    atomic = False  # see accounts/migration_operations.py

    dependencies = [
        ("posts", "0007_alert_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "oldaddress", "author", reference(settings.AUTH_USER_MODEL, db_index=False)
        ),
        migrations.AddField("oldaddress", "tag", reference("posts.tag", db_index=False)),
        migrations.AddField(
            "oldaddress",
            "url",
            models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AlterField("oldaddress", "post", reference("posts.post")),
        *(
            AddIndex(
                "oldaddress",
                models.Index(
                    fields=[name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"old_urls_by_{name}",
                ),
            )
            for name in ("tag", "author")
        ),
        AddCheck(
            "oldaddress",
            models.CheckConstraint(
                condition=(
                    Q(author__isnull=False, post=None, tag=None, url="")
                    | Q(author=None, post=None, tag__isnull=False, url="")
                    | Q(author=None, post__isnull=False, tag=None, url="")
                    | Q(author=None, post=None, tag=None, url__startswith="/")
                ),
                name="an_old_url_has_one_target",
            ),
        ),
    ]
