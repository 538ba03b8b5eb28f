"""Lists of phrases and hosts; the database refuses to change or delete a revision of one."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SQLITE = [
    "CREATE TRIGGER moderation_listrevision_no_update BEFORE UPDATE ON moderation_listrevision "
    "BEGIN SELECT RAISE(ABORT, 'moderation_listrevision is append-only'); END",
    "CREATE TRIGGER moderation_listrevision_no_delete BEFORE DELETE ON moderation_listrevision "
    "BEGIN SELECT RAISE(ABORT, 'moderation_listrevision is append-only'); END",
    # INSERT OR REPLACE deletes what is in its way, and no trigger for deletes hears of it.
    "CREATE TRIGGER moderation_listrevision_no_replace BEFORE INSERT ON moderation_listrevision "
    "WHEN EXISTS (SELECT 1 FROM moderation_listrevision WHERE id = NEW.id "
    "OR (list_id = NEW.list_id AND number = NEW.number)) "
    "BEGIN SELECT RAISE(ABORT, 'moderation_listrevision is append-only'); END",
]
# The function is of 0002_append_only.
POSTGRESQL = [
    "CREATE TRIGGER moderation_listrevision_rows BEFORE UPDATE OR DELETE ON moderation_listrevision "
    "FOR EACH ROW EXECUTE FUNCTION moderation_append_only()",
    "CREATE TRIGGER moderation_listrevision_whole BEFORE TRUNCATE ON moderation_listrevision "
    "FOR EACH STATEMENT EXECUTE FUNCTION moderation_append_only()",
]


def make_append_only(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0016_archive_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ScreeningList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("phrases", "Phrases"), ("links", "Hosts of links")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("revision", models.PositiveIntegerField(default=0)),
                ("token", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "verbose_name": "list of phrases or hosts",
                "verbose_name_plural": "lists of phrases and hosts",
                "ordering": ["kind", "title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ListRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("sentence", models.CharField(max_length=300, verbose_name="sentence")),
                ("added", models.PositiveIntegerField(default=0)),
                ("removed", models.PositiveIntegerField(default=0)),
                (
                    "created",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "house_rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.houserule",
                        verbose_name="house rule",
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.listrevision",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="moderation.screeninglist",
                    ),
                ),
            ],
            options={
                "ordering": ["list", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("list", "number"), name="one_revision")
                ],
            },
        ),
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=800)),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("hold", "Hold"),
                            ("refuse", "Refuse"),
                            ("note", "Note for moderators"),
                            ("allow", "Allow"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.PositiveIntegerField()),
                ("until", models.PositiveIntegerField(null=True)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="moderation.screeninglist",
                    ),
                ),
            ],
            options={
                "ordering": ["text", "pk"],
                "indexes": [models.Index(fields=["list", "since"], name="entries_by_revision")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("list", "key"),
                        name="one_entry_a_key",
                    )
                ],
            },
        ),
        migrations.RunPython(make_append_only, migrations.RunPython.noop),
    ]
