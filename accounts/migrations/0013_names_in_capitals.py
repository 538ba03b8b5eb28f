"""Indexes to find an account by a name that somebody signs with."""

from django.db import migrations, models
from django.db.models.functions import Upper

from accounts.migration_operations import AddIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0012_time_zone")]

    operations = [
        AddIndex("user", models.Index(Upper("display_name"), name="names_in_capitals")),
        AddIndex("earliername", models.Index(Upper("name"), name="earlier_names_in_capitals")),
    ]
