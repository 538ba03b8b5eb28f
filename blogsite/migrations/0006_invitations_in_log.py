"""Take the e-mails of people who were invited out of the log of the admin, which named them once."""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat


def name_nobody(apps, schema_editor):
    entries = apps.get_model("admin", "LogEntry").objects.using(schema_editor.connection.alias)
    about = {"content_type__app_label": "accounts", "content_type__model": "invitation"}
    entries.filter(**about).update(object_repr=Concat(Value("invitation "), F("object_id")))


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0005_appeal_permissions"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(name_nobody, migrations.RunPython.noop, elidable=True)]
