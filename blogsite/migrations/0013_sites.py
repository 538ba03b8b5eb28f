"""Note which other sites may read the API; owners enter them."""

from django.db import migrations, models

PERMISSIONS = {f"{act}_site": f"Can {act} site" for act in ("add", "change", "delete", "view")}


def let_owners(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="blogsite", model="site"
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
        ("blogsite", "0011_exports"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        help_text="Where its pages are, up to the first slash: https://www.example.com",
                        max_length=255,
                        unique=True,
                        verbose_name="origin",
                    ),
                ),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites that may read the API",
                "ordering": ["origin"],
            },
        ),
        migrations.RunPython(let_owners, migrations.RunPython.noop),
    ]
