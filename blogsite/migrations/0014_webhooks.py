"""Note which programs hear of what happens; owners set them up."""

import django.utils.timezone
from django.db import migrations, models

PERMISSIONS = {
    f"{act}_webhook": f"Can {act} webhook" for act in ("add", "change", "delete", "view")
}


def let_owners(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="blogsite", model="webhook"
    )
    owners = apps.get_model("auth", "Group").objects.filter(name="Owners").first()
    for codename, name in PERMISSIONS.items():
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        if owners:
            owners.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("blogsite", "0013_sites")]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "url",
                    models.CharField(
                        help_text="It begins with https:// and is in the internet.",
                        max_length=500,
                        verbose_name="URL",
                    ),
                ),
                ("events", models.JSONField(default=list, verbose_name="events")),
                (
                    "with_personal_data",
                    models.BooleanField(
                        default=False,
                        help_text="Names, e-mails and the words of comments, also of those that readers do not see. Else messages name comments by their numbers only.",
                        verbose_name="with personal data",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("nonce", models.CharField(editable=False, max_length=32)),
                (
                    "active_since",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "checked_until",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(let_owners, migrations.RunPython.noop),
    ]
