"""Forget the switches of two screening rules that are gone: off or on, they changed nothing.

Whether a post takes a comment is decided by its settings, when the comment is stored.
"""

from django.db import migrations

DEAD_SWITCHES = ["comments_closed", "accounts_only"]


def drop(apps, schema_editor):
    apps.get_model("moderation", "Rule").objects.filter(name__in=DEAD_SWITCHES).delete()


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_words")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
