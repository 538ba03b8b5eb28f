"""List pages of other sites in the admin."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0018_webmentions"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageElsewhere",
            fields=[],
            options={
                "verbose_name": "page of another site",
                "verbose_name_plural": "pages of other sites",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("posts.post",),
        ),
    ]
