"""Insert many rows at once, without an object of Django for each: these took much of an import's
time.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connections, models, router

INSERT = "INSERT INTO {table} ({columns}) VALUES ({values})"
COPY = "COPY {table} ({columns}) FROM STDIN"


def columns_of(objects: Sequence, names: Iterable[str]) -> dict[str, list]:
    """Return the values of attributes of objects, by the name of the attribute."""
    return {name: [getattr(each, name) for each in objects] for name in names}


def insert_rows(model: type[models.Model], columns: Mapping[str, Sequence]):
    """Insert rows into a model's table; call it in a transaction.

    `columns` has the values of all rows, by the attribute of a field (`post_id`). Without a column,
    a field has its default, and the primary key is the database's. No `save` is called, and no
    field sets its time by itself.
    """
    connection = connections[router.db_for_write(model)]
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.attname in columns or not field.primary_key
    ]
    count = len(next(iter(columns.values())))
    values = (
        columns[field.attname] if field.attname in columns else _defaults(field, count)
        for field in fields
    )
    converted = [
        _converted(field, column, connection) for field, column in zip(fields, values, strict=True)
    ]
    quoted = connection.ops.quote_name
    names = {
        "table": quoted(model._meta.db_table),
        "columns": ", ".join(quoted(field.column) for field in fields),
        "values": ", ".join(["%s"] * len(fields)),
    }
    store = _copy if connection.vendor == "postgresql" else _insert
    store(connection, names, zip(*converted, strict=True))


def _defaults(field, count):
    """Return the default of a field for each row; a time is the same for all."""
    is_own = field.has_default() and callable(field.default)
    if is_own and not isinstance(field, models.DateTimeField):
        return [field.default() for _ in range(count)]
    return [field.get_default()] * count


def _converted(field, values, connection):
    """Return the values as Django would pass them to the database; equal ones are equal there."""
    converted = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [converted[value] for value in values]


def _insert(connection, names, rows):
    with connection.cursor() as cursor:
        cursor.executemany(INSERT.format(**names), list(rows))


def _copy(connection, names, rows):
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(COPY.format(**names)) as copy,
    ):
        for row in rows:
            copy.write_row(row)
