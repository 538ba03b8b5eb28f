"""Let moderators and owners see the queue of the comments assigned to them."""

from django.db import migrations


def allow(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="moderation", model="assignedcomment"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind,
        codename="view_assignedcomment",
        defaults={"name": "Can view comment assigned to you"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Owners", "Moderators"]):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0007_proposals"),
        ("moderation", "0009_desk"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
