"""The IP address of a comment is called `ip`; its column stays, and no statement is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0013_websites")]

    operations = [
        migrations.AlterField(
            "comment",
            "address",
            models.GenericIPAddressField(
                blank=True, db_column="address", null=True, verbose_name="IP address"
            ),
        ),
        migrations.RenameField("comment", "address", "ip"),
    ]
