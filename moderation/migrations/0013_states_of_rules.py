"""A screening rule is off, in shadow or on; a change of it says from which state to which.

The rows of changes are written once, as a trigger demands. It is away while their new columns are
filled; SQLite loses it when a column is added, because it makes the table again.
"""

from django.db import migrations, models

from accounts.migration_operations import LeaveColumn

STATES = [("off", "Off"), ("shadow", "Shadow"), ("on", "On")]

SQLITE = [
    "CREATE TRIGGER moderation_rulechange_no_update BEFORE UPDATE ON moderation_rulechange "
    "BEGIN SELECT RAISE(ABORT, 'moderation_rulechange is append-only'); END",
    "CREATE TRIGGER moderation_rulechange_no_delete BEFORE DELETE ON moderation_rulechange "
    "BEGIN SELECT RAISE(ABORT, 'moderation_rulechange is append-only'); END",
    "CREATE TRIGGER moderation_rulechange_no_replace BEFORE INSERT ON moderation_rulechange "
    "WHEN NEW.id IN (SELECT id FROM moderation_rulechange) "
    "BEGIN SELECT RAISE(ABORT, 'moderation_rulechange is append-only'); END",
]
POSTGRESQL = [
    "CREATE TRIGGER moderation_rulechange_rows BEFORE UPDATE OR DELETE ON moderation_rulechange "
    "FOR EACH ROW EXECUTE FUNCTION moderation_append_only()",
]


def fill(apps, schema_editor):
    rules = apps.get_model("moderation", "Rule").objects
    changes = apps.get_model("moderation", "RuleChange").objects
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER moderation_rulechange_rows ON moderation_rulechange")
    rules.filter(is_on=False).update(state="off")
    changes.filter(was_on=False).update(state_before="off")
    changes.filter(is_on=False).update(state_after="off")


def make_append_only(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


FORMER = models.BooleanField(default=True, db_default=True)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0012_staff_mail")]

    operations = [
        migrations.AddField(
            "rule",
            "state",
            models.CharField("state", max_length=10, choices=STATES, default="on", db_default="on"),
        ),
        migrations.AddField(
            "rulechange",
            "state_before",
            models.CharField(max_length=10, choices=STATES, db_default="on"),
        ),
        migrations.AddField(
            "rulechange",
            "state_after",
            models.CharField(max_length=10, choices=STATES, db_default="on"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("rule", "is_on", FORMER),
        migrations.AlterField("rulechange", "was_on", FORMER),
        migrations.AlterField("rulechange", "is_on", FORMER),
        LeaveColumn("rule", "is_on"),
        LeaveColumn("rulechange", "was_on"),
        LeaveColumn("rulechange", "is_on"),
        migrations.RunPython(make_append_only, migrations.RunPython.noop),
    ]
