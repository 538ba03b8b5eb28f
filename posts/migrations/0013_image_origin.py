"""Where imported images came from."""

from django.db import migrations, models
from django.db.models import Q

from accounts.migration_operations import AddUniqueIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("posts", "0012_websites"),
    ]

    operations = [
        migrations.AddField(
            model_name="image",
            name="origin",
            field=models.CharField(editable=False, max_length=250, null=True),
        ),
        AddUniqueIndex(
            model_name="image",
            constraint=models.UniqueConstraint(
                condition=Q(("origin__isnull", False)),
                fields=("origin",),
                name="one_image_an_origin",
            ),
        ),
    ]
