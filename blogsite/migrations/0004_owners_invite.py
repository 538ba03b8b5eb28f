"""Let the group Owners invite people."""

from django.db import migrations

PERMISSIONS = {
    "add_invitation": "Can add invitation",
    "change_invitation": "Can change invitation",
    "view_invitation": "Can view invitation",
}


def allow(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="accounts", model="invitation"
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
        ("blogsite", "0003_shared_cache"),
        ("accounts", "0010_invitation"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
