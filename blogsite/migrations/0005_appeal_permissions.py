"""Let moderators and owners see and decide appeals."""

from django.db import migrations

PERMISSIONS = {"view_appeal": "Can view appeal", "change_appeal": "Can change appeal"}


def allow(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="moderation", model="appeal"
    )
    groups = apps.get_model("auth", "Group").objects.filter(name__in=["Moderators", "Owners"])
    for codename, name in PERMISSIONS.items():
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        for group in groups:
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0004_owners_invite"),
        ("moderation", "0006_appeals"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
