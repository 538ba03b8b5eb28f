"""Decisions and the words of house rules are written once: the database itself says so."""

from django.db import migrations

# By table, what else than the id is unique.
TABLES = {
    "moderation_decision": ["undoes_id"],
    "moderation_houseruleversion": ["rule_id", "number"],
}

POSTGRESQL_FUNCTION = """
CREATE FUNCTION moderation_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


# INSERT OR REPLACE deletes what is in its way, and no trigger for deletes hears of it.
NO_REPLACE = (
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same})) "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
)


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
    same = " AND ".join(f"{column} = NEW.{column}" for column in TABLES[table])
    yield NO_REPLACE.format(table=table, same=same)


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
        for act in ("update", "delete", "replace"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act}")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
