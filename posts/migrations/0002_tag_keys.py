"""Tell tags apart by their names, and take slugs with combining marks."""

from django.db import migrations, models

from posts.models.tag import key_of
from posts.slugs import SlugField


def fill_keys(apps, schema_editor):
    """Give every tag its key; of tags that differ by capitals only, later ones get a number."""
    taken = set()
    for tag in apps.get_model("posts", "Tag").objects.order_by("pk"):
        key = key_of(tag.name) or f"tag {tag.pk}"
        tag.key = key if key not in taken else f"{key} {tag.pk}"
        taken.add(tag.key)
        tag.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]

    operations = [
        migrations.AddField(
            "tag", "key", models.CharField(max_length=200, null=True, unique=True, editable=False)
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        # The columns stay as they are; only what may be typed changes.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "tag",
                    "slug",
                    SlugField(
                        max_length=100,
                        unique=True,
                        allow_unicode=True,
                        blank=True,
                        help_text="The last part of its URL; made of the name when left empty.",
                    ),
                ),
                migrations.AlterField(
                    "post", "slug", SlugField(max_length=200, allow_unicode=True)
                ),
            ]
        ),
    ]
