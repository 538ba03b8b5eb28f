"""The blog's language is chosen by owners, who may also word a sentence of the site otherwise."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def let_owners_word(apps, schema_editor):
    """Give owners the permission, which Django would make only after all migrations."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="posts", model="wording")
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind,
        codename="change_wording",
        defaults={"name": "Can change wording"},
    )
    owners = apps.get_model("auth", "Group").objects.filter(name="Owners").first()
    if owners:
        owners.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0016_foreign_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="blog",
            name="wordings_version",
            field=models.PositiveBigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="blog",
            name="language",
            field=models.CharField(
                default="en",
                help_text="Of all pages for readers, and of mail to guests.",
                max_length=35,
                verbose_name="language",
            ),
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=35, verbose_name="language")),
                ("digest", models.CharField(editable=False, max_length=32)),
                ("context", models.TextField(blank=True)),
                ("sentence", models.TextField(verbose_name="original")),
                ("plural", models.TextField(blank=True)),
                ("strings", models.JSONField(verbose_name="own wording")),
                ("changed", models.DateTimeField(verbose_name="worded at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="worded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "wording",
                "verbose_name_plural": "wordings",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("language"), models.F("digest"), name="one_wording_of_a_sentence"
                    )
                ],
            },
        ),
        migrations.RunPython(let_owners_word, migrations.RunPython.noop),
    ]
