"""Store the tokens of programs that write and moderate; owners make them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

PERMISSIONS = {
    f"{act}_apitoken": f"Can {act} token of the API" for act in ("add", "change", "delete", "view")
}


def let_owners(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="blogsite", model="apitoken"
    )
    owners = apps.get_model("auth", "Group").objects.filter(name="Owners").first()
    for codename, name in PERMISSIONS.items():
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        if owners:
            owners.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0020_sent_mentions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="APIToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Of the program that uses it, for you.",
                        max_length=60,
                        verbose_name="name",
                    ),
                ),
                ("scopes", models.JSONField(default=list, verbose_name="may be used to")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "prefix",
                    models.CharField(editable=False, max_length=15, verbose_name="begins with"),
                ),
                ("people", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "created",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created"
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="Empty: until somebody ends it.",
                        null=True,
                        verbose_name="last day",
                    ),
                ),
                (
                    "ended",
                    models.DateTimeField(editable=False, null=True, verbose_name="ended"),
                ),
                (
                    "last_used",
                    models.DateField(editable=False, null=True, verbose_name="last used"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="belongs to",
                    ),
                ),
            ],
            options={
                "verbose_name": "token of the API",
                "verbose_name_plural": "tokens of the API",
                "ordering": ["-pk"],
            },
        ),
        migrations.RunPython(let_owners, migrations.RunPython.noop),
    ]
