"""Operations of migrations, for all apps: each leaves a busy table of PostgreSQL writable.

A migration that uses one for an index or a check sets `atomic = False`. On SQLite they do what
Django's own do. Do not rename or change them: migrations of earlier releases import them.
"""

from contextlib import contextmanager, nullcontext

from django.db import NotSupportedError, migrations


def is_postgresql(schema_editor) -> bool:
    """Return whether the database is PostgreSQL; raise NotSupportedError in a transaction there."""
    connection = schema_editor.connection
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        raise NotSupportedError("Say `atomic = False` in a migration with this operation.")
    return connection.vendor == "postgresql"


@contextmanager
def patient(schema_editor):
    """Wait without a limit: waiting for old transactions delays nobody here, and giving up would
    leave an invalid index.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        limit = cursor.fetchone()[0]
        cursor.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [limit])


class AddIndex(migrations.AddIndex):
    """Add an index while others write. An index left by an interrupted run is dropped first."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if not is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        with patient(schema_editor):
            schema_editor.remove_index(model, self.index, concurrently=True)
            schema_editor.add_index(model, self.index, concurrently=True)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if not is_postgresql(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)
            return
        model = from_state.apps.get_model(app_label, self.model_name)
        with patient(schema_editor):
            schema_editor.remove_index(model, self.index, concurrently=True)


class RemoveIndex(migrations.RemoveIndex):
    """Remove an index while others write."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if not is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = from_state.apps.get_model(app_label, self.model_name)
        index = from_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
        with patient(schema_editor):
            schema_editor.remove_index(model, index, concurrently=True)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        index = to_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
        forwards = AddIndex(self.model_name, index)
        forwards.database_forwards(app_label, schema_editor, from_state, to_state)


class AddCheck(migrations.AddConstraint):
    """Add a check constraint: it applies to new rows at once, then the other rows are checked."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if not is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(self.constraint.name)
        check = self.constraint.create_sql(model, schema_editor)
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        schema_editor.execute(f"{check} NOT VALID", params=None)
        schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


class LeaveColumn(migrations.RemoveField):
    """Remove a field from the model, and leave its column to the workers of the previous version,
    which read it until they are replaced. The database must be able to fill it by itself.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        field = from_state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name)
        if not (field.null or field.has_db_default()):
            raise ValueError(f"{self.name} needs a default of the database, or NULL.")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Do nothing: the column is still there."""


class TakeTable(migrations.CreateModel):
    """Give an app the model of a table that another of our apps has created: nothing is written."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Do nothing: the table is there."""

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Do nothing: the other app has the table again."""


class LeaveTable(migrations.DeleteModel):
    """Remove a model whose table another of our apps has taken: nothing is written."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Do nothing: the table is the other app's."""

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Do nothing: the table is still there."""


class AddUniqueIndex(migrations.AddConstraint):
    """Add a unique constraint with a condition (an index in both databases) while others write."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if self.constraint.condition is None:
            raise ValueError(f"{self.constraint.name} needs a condition, or it is no index.")
        if not is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        create = str(self.constraint.create_sql(model, schema_editor))
        self._drop(schema_editor)
        with patient(schema_editor):
            concurrently = create.replace("UNIQUE INDEX", "UNIQUE INDEX CONCURRENTLY", 1)
            schema_editor.execute(concurrently, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if is_postgresql(schema_editor):
            self._drop(schema_editor)
        else:
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    def _drop(self, schema_editor):
        name = schema_editor.quote_name(self.constraint.name)
        with patient(schema_editor):
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", params=None)


class RemoveColumnIndex(migrations.AlterField):
    """Remove the index that a column has by itself (`db_index`), and nothing else, while others
    write. Django would also drop the column's foreign key, and check all rows to make it again.
    """

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        concurrently = "CONCURRENTLY " if is_postgresql(schema_editor) else ""
        model = from_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        others = {index.name for index in model._meta.indexes}
        names = schema_editor._constraint_names(model, [column], index=True, exclude=others)
        with patient(schema_editor) if concurrently else nullcontext():
            for name in names:
                quoted = schema_editor.quote_name(name)
                schema_editor.execute(f"DROP INDEX {concurrently}{quoted}", params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        options = {"concurrently": True} if is_postgresql(schema_editor) else {}
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        with patient(schema_editor) if options else nullcontext():
            schema_editor.execute(
                schema_editor._create_index_sql(model, fields=[field], **options), params=None
            )
