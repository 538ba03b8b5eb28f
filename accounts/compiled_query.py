"""Queries that the ORM compiles once a process, for those of most requests or of every comment.

Compiling takes the ORM half a millisecond to 2 ms each time, much of it under the post's lock; the
databases answer in a tenth of that.
"""

from collections.abc import Callable
from copy import copy
from datetime import date
from functools import partial
from inspect import signature

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import RawSQL
from django.db.transaction import TransactionManagementError


class CompiledQuery:
    """A queryset for given keys, compiled for each database when it is first used.

    `build` returns it for keys, and nothing else in its SQL may change: no time, no condition that
    depends on a key. `placeholders` are keys of the right types, integers by default; nothing else
    in the query is equal to one. The first model's objects are as the queryset would return them.
    """

    def __init__(self, build: Callable[..., models.QuerySet], *placeholders):
        self.build = build
        # No row has these keys: they show which parameters the keys are.
        count = len(signature(build).parameters)
        self.placeholders = placeholders or [-1 - number for number in range(count)]
        self.compiled = {}

    def first(self, *keys, using: str = DEFAULT_DB_ALIAS) -> models.Model | None:
        """Return the first object for the keys, or None."""
        return next(iter(self.all(*keys, using=using)), None)

    def all(self, *keys, using: str = DEFAULT_DB_ALIAS) -> models.QuerySet:
        """Return the objects for the keys, as a queryset that can only be iterated."""
        queryset, compiler, _ = self._compiled(using)
        sql, params = self._sql(keys, using)
        mine = copy(compiler)  # compilers belong to a connection, and so to a thread
        mine.connection = connections[using]
        _refuse_lock_without_transaction(queryset.query, mine.connection)
        mine.as_sql = lambda **options: (sql, params)
        queryset = queryset.all()
        queryset.query.get_compiler = lambda **options: mine
        return queryset

    def value(self, *keys, using: str = DEFAULT_DB_ALIAS) -> RawSQL:
        """Return the SQL for a query of one integer, for use in another query."""
        return RawSQL(*self._sql(keys, using), models.IntegerField())  # noqa: S611 (the ORM's)

    def _sql(self, keys, using):
        _, _, (sql, params) = self._compiled(using)
        adapted = partial(_adapted, connections[using])
        values = dict(zip(map(adapted, self.placeholders), map(adapted, keys), strict=True))
        return sql, tuple(values.get(param, param) for param in params)

    def _compiled(self, using):
        if using not in self.compiled:
            queryset = self.build(*self.placeholders).using(using)
            compiler = queryset.query.get_compiler(using=using)
            sql = compiler.as_sql()
            columns = [column for column, *_ in compiler.select]
            converters = compiler.get_converters(columns)  # of a row's values to Python objects
            compiler.get_converters = lambda columns: converters
            self.compiled[using] = queryset, compiler, sql
        return self.compiled[using]


def _adapted(connection, key):
    """Return a key as a parameter of SQL: dates are texts in SQLite."""
    return connection.ops.adapt_datefield_value(key) if isinstance(key, date) else key


def _refuse_lock_without_transaction(query, connection):
    """Raise an error for a lock that would end at once; the ORM does so when it compiles."""
    locks = query.select_for_update and connection.features.has_select_for_update
    if locks and connection.get_autocommit():
        raise TransactionManagementError("A lock needs a transaction.")
