"""What authors read of rules about people; the database refuses to change or delete it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SQLITE = [
    "CREATE TRIGGER moderation_ruletext_no_update BEFORE UPDATE ON moderation_ruletext "
    "BEGIN SELECT RAISE(ABORT, 'moderation_ruletext is append-only'); END",
    "CREATE TRIGGER moderation_ruletext_no_delete BEFORE DELETE ON moderation_ruletext "
    "BEGIN SELECT RAISE(ABORT, 'moderation_ruletext is append-only'); END",
    # INSERT OR REPLACE deletes what is in its way, and no trigger for deletes hears of it.
    "CREATE TRIGGER moderation_ruletext_no_replace BEFORE INSERT ON moderation_ruletext "
    "WHEN NEW.id IN (SELECT id FROM moderation_ruletext) "
    "BEGIN SELECT RAISE(ABORT, 'moderation_ruletext is append-only'); END",
]
# The function is of 0002_append_only.
POSTGRESQL = [
    "CREATE TRIGGER moderation_ruletext_rows BEFORE UPDATE OR DELETE ON moderation_ruletext "
    "FOR EACH ROW EXECUTE FUNCTION moderation_append_only()",
    "CREATE TRIGGER moderation_ruletext_whole BEFORE TRUNCATE ON moderation_ruletext "
    "FOR EACH STATEMENT EXECUTE FUNCTION moderation_append_only()",
]


def make_append_only(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0023_spot_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sentence", models.CharField(max_length=300, verbose_name="sentence")),
                ("code", models.SlugField(verbose_name="code")),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(make_append_only, migrations.RunPython.noop),
    ]
