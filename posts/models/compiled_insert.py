"""Inserts of one row whose SQL is made once a process, as that of compiled_query.py is."""

from functools import cache

from django.db import connections, models


class CompiledInsert(models.Model):
    """A model of which a new row is often stored by itself, as with every new comment.

    The ORM takes longer to make the statement than a database to run it.
    """

    class Meta:
        abstract = True

    def _do_insert(self, manager, using, fields, returning_fields, raw):
        """Insert the row and return its key, as Django does; it also handles expressions."""
        # A row of a fixture is raw: `pre_save` would give it the time of now.
        values = [] if raw else [field.pre_save(self, add=True) for field in fields]
        if raw or any(hasattr(value, "resolve_expression") for value in values):
            return super()._do_insert(manager, using, fields, returning_fields, raw)
        connection = connections[using]
        row = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, values, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(_insert(type(self), tuple(field.column for field in fields)), row)
            (key,) = cursor.fetchone()
        # Fields with a default of the database are returned, too; each has its value already.
        return [[key if f.primary_key else getattr(self, f.attname) for f in returning_fields]]


@cache
def _insert(model, columns):
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(["%s"] * len(columns))
    table, key = model._meta.db_table, model._meta.pk.column
    return f'INSERT INTO "{table}" ({names}) VALUES ({values}) RETURNING "{key}"'  # noqa: S608 (ours)
