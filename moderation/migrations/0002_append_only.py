"""Decisions and the words of house rules are written once: the database itself says so."""

from django.db import migrations

TABLES = ("moderation_decision", "moderation_houseruleversion")

POSTGRESQL_FUNCTION = """
CREATE FUNCTION moderation_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for table in TABLES:
        for statement in STATEMENTS[schema_editor.connection.vendor](table):
            schema_editor.execute(statement)


def for_sqlite(table):
    for act in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def for_postgresql(table):
    yield (
        f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION moderation_append_only()"
    )
    yield (
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION moderation_append_only()"
    )


STATEMENTS = {"sqlite": for_sqlite, "postgresql": for_postgresql}


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION moderation_append_only CASCADE")
        return
    for table in TABLES:
        for act in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act}")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
