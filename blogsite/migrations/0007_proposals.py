"""Moderators propose changes of house rules; who may change these sees the proposals."""

from django.db import migrations

NAMES = {
    "add_houseruleproposal": "Can add proposal for a house rule",
    "view_houseruleproposal": "Can view proposal for a house rule",
}
GROUPS = {"Owners": list(NAMES), "Moderators": list(NAMES), "Editors": ["view_houseruleproposal"]}


def allow(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="moderation", model="houseruleproposal"
    )
    permissions = {
        codename: apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )[0]
        for codename, name in NAMES.items()
    }
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*(permissions[codename] for codename in GROUPS[group.name]))


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0006_invitations_in_log"),
        ("moderation", "0008_proposals"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
