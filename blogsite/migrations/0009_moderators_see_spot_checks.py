"""Let moderators and owners see the queue of the spot checks."""

from django.db import migrations


def allow(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="moderation", model="spotcheckedcomment"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind,
        codename="view_spotcheckedcomment",
        defaults={"name": "Can view comment to spot-check"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Owners", "Moderators"]):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0008_moderators_see_what_is_assigned"),
        ("moderation", "0023_spot_checks"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
