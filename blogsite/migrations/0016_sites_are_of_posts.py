"""Leave the table of sites to the app `posts`, which has taken it."""

from django.db import migrations

from accounts.migration_operations import LeaveTable


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0015_imports"),
        ("posts", "0016_foreign_pages"),
    ]

    operations = [LeaveTable("Site")]
