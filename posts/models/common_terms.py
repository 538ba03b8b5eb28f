"""On PostgreSQL: search for terms that many texts contain, without reading all of these texts.

The index finds all texts with a term before the newest of them are known: a second and more for a
term in most of a million comments. A sample of the newest texts says how common terms are. Texts
with common terms are found among the newest ones, one after the other, and beside a rarer term,
common ones are looked for in the texts that contain it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connections

from posts.words import Term

SAMPLE_ROWS = 2_000
COMMON_SHARE = 1 / 20  # of the sample
NEWEST_ROWS = 200_000  # among which common terms are found

SAMPLE = (
    "SELECT count(*), {counts} FROM"
    " (SELECT terms FROM {table} ORDER BY {key} DESC LIMIT {rows}) newest"
)
AMONG_NEWEST = (
    "SELECT {key} FROM (SELECT {key}, terms FROM {table} ORDER BY {key} DESC LIMIT {rows}) newest"
    " WHERE {condition} ORDER BY {key} DESC LIMIT {limit}"
)


class Condition(NamedTuple):
    """A condition on `terms` that needs no index: SQL and its parameters."""

    sql: str
    values: tuple[str, ...]


def has_term(term: Term) -> Condition:
    """Return the condition that a text has a term; terms have no `%` and no `_`."""
    if term.is_prefix:
        return Condition("terms LIKE %s", (f"% {term.text}%",))
    return Condition("terms || ' ' LIKE %s", (f"% {term.text} %",))


def joined(conditions: Sequence[Condition], operator: str) -> Condition:
    """Return one condition of many, joined by AND or OR."""
    sql = f" {operator} ".join(condition.sql for condition in conditions)
    return Condition(f"({sql})", tuple(value for each in conditions for value in each.values))


class Sample:
    """How many of the newest texts have each of the terms, and how many match a search.

    `names` are those of the table and of its key. Takes one query, and reads SAMPLE_ROWS texts.
    """

    def __init__(self, names: dict[str, str], groups: Sequence[Sequence[Term]], database: str):
        self.names = names
        self.condition = joined([joined([*map(has_term, group)], "AND") for group in groups], "OR")
        terms = list(dict.fromkeys(term for group in groups for term in group))
        conditions = [self.condition, *map(has_term, terms)]
        counts = ", ".join(f"count(*) FILTER (WHERE {condition.sql})" for condition in conditions)
        values = [value for condition in conditions for value in condition.values]
        with connections[database].cursor() as cursor:
            cursor.execute(SAMPLE.format(counts=counts, rows=SAMPLE_ROWS, **names), values)
            self.size, self.matches, *numbers = cursor.fetchone()
        self.common = {t for t, n in zip(terms, numbers, strict=True) if self._is_common(n)}

    def _is_common(self, number) -> bool:
        return self.size == SAMPLE_ROWS and number >= COMMON_SHARE * self.size

    @property
    def has_many_matches(self) -> bool:
        return self._is_common(self.matches)

    def among_newest(self, limit: int) -> tuple[str, list[str]]:
        """Return the query for the newest matches, without the index, and its parameters."""
        sql = AMONG_NEWEST.format(
            rows=NEWEST_ROWS, limit=limit, condition=self.condition.sql, **self.names
        )
        return sql, list(self.condition.values)
