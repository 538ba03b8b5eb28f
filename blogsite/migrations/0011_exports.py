"""Note which files of the whole blog owners asked for."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0010_imported_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "format",
                    models.CharField(
                        choices=[
                            (
                                "jsonl",
                                "JSON Lines: everything, for another Soundoff or any program",
                            ),
                            ("wordpress", "WordPress: posts, pages, tags, comments and pictures"),
                        ],
                        default="jsonl",
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                (
                    "with_personal_data",
                    models.BooleanField(
                        default=True,
                        help_text="E-mails, IP addresses, and all else that readers do not see of people.",
                        verbose_name="with personal data",
                    ),
                ),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended", models.DateTimeField(null=True)),
                ("has_failed", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
    ]
