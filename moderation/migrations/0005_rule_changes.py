"""Who changed a screening rule; the database refuses to change or delete a row of it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SQLITE = [
    "CREATE TRIGGER moderation_rulechange_no_update BEFORE UPDATE ON moderation_rulechange "
    "BEGIN SELECT RAISE(ABORT, 'moderation_rulechange is append-only'); END",
    "CREATE TRIGGER moderation_rulechange_no_delete BEFORE DELETE ON moderation_rulechange "
    "BEGIN SELECT RAISE(ABORT, 'moderation_rulechange is append-only'); END",
    # INSERT OR REPLACE deletes what is in its way, and no trigger for deletes hears of it.
    "CREATE TRIGGER moderation_rulechange_no_replace BEFORE INSERT ON moderation_rulechange "
    "WHEN NEW.id IN (SELECT id FROM moderation_rulechange) "
    "BEGIN SELECT RAISE(ABORT, 'moderation_rulechange is append-only'); END",
]
# The function is of 0002_append_only.
POSTGRESQL = [
    "CREATE TRIGGER moderation_rulechange_rows BEFORE UPDATE OR DELETE ON moderation_rulechange "
    "FOR EACH ROW EXECUTE FUNCTION moderation_append_only()",
    "CREATE TRIGGER moderation_rulechange_whole BEFORE TRUNCATE ON moderation_rulechange "
    "FOR EACH STATEMENT EXECUTE FUNCTION moderation_append_only()",
]


def make_append_only(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0004_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(verbose_name="code")),
                ("was_on", models.BooleanField()),
                ("is_on", models.BooleanField()),
                ("options_before", models.JSONField()),
                ("options_after", models.JSONField()),
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
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.rulechange",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a screening rule",
                "verbose_name_plural": "changes of screening rules",
                "ordering": ["-pk"],
            },
        ),
        migrations.RunPython(make_append_only, migrations.RunPython.noop),
    ]
