"""The full-text index: a row of terms for each text, in tables that only this module writes.

Each database has its own index over the terms (migrations named search): SQLite an FTS5 table,
PostgreSQL a GIN index. Both compare whole terms and their beginnings, byte for byte.
"""

from collections.abc import Iterable
from contextlib import contextmanager

from django.db import OperationalError, connection, connections, models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from posts.models.bulk_insert import insert_rows
from posts.models.common_terms import Sample, has_term, joined
from posts.plain_text import plain_text
from posts.words import Term, index_terms

# Before a term that readers cannot search for, such as a word of a name or an e-mail address.
STAFF_MARK = "~"

# The queries for the newest rows with the terms. PostgreSQL has to read all of them to find the
# newest; without an order it stops at the limit.
SQLITE = "SELECT rowid FROM {index} WHERE {index} MATCH %s ORDER BY rowid DESC LIMIT {limit}"
POSTGRESQL = (
    "WITH hits AS MATERIALIZED ("
    "SELECT {key} AS id FROM {table} WHERE terms::tsvector @@ %s::tsquery{others})"
    " SELECT id FROM hits {order} LIMIT {limit}"
)
NEWEST = "ORDER BY id DESC"
STORE = (
    "INSERT INTO {table} (terms, {key}) VALUES (%s, %s)"
    " ON CONFLICT ({key}) DO UPDATE SET terms = EXCLUDED.terms"
)
SYNTAX = {  # a whole term, a prefix, and the operators
    "sqlite": ('"{}"', '"{}"*', " AND ", " OR "),
    "postgresql": ("'{}'", "'{}':*", " & ", " | "),
}


class SearchEntryManager(models.Manager):
    def update_for(self, items: Iterable):
        """Store the terms of items (posts or comments), in one query for any number of them."""
        entries = [self.model(pk=item.pk, terms=self.model.terms_of(item)) for item in items]
        if len(entries) == 1:
            self._store(*entries)
            return
        self.bulk_create(
            entries,
            batch_size=500,
            update_conflicts=True,
            unique_fields=[self.model._meta.pk.name],
            update_fields=["terms"],
        )

    def insert_for(self, keys: Iterable[int], items: Iterable):
        """Store the terms of new items, which have no entries; `keys` are their primary keys."""
        terms = [self.model.terms_of(item) for item in items]
        insert_rows(self.model, {self.model._meta.pk.attname: keys, "terms": terms})

    def _store(self, entry):
        """Store one entry; each new comment has one, which takes the ORM longer to build."""
        meta = self.model._meta
        sql = STORE.format(table=meta.db_table, key=meta.pk.column)
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, [entry.terms, entry.pk])

    def keys_with(self, term_groups: Iterable[Iterable[Term]], *, for_staff=False, limit: int):
        """Return SQL for the keys of at most `limit` items, newest first, that have the terms.

        An item needs all terms of one of the groups. `for_staff` also searches the terms for staff,
        and may return items other than the newest.
        """
        vendor, meta = connections[self.db].vendor, self.model._meta
        names = {"table": meta.db_table, "key": meta.pk.column, "index": self.model.INDEX}
        groups, others = [list(terms) for terms in term_groups], joined([], "AND")
        if vendor == "postgresql" and self.model.HAS_COMMON_TERMS and not for_staff:
            sample = Sample(names, groups, self.db)
            if sample.has_many_matches:
                return RawSQL(*sample.among_newest(limit))  # noqa: S611
            groups, others = _without_common(groups, sample.common)
        sql = (SQLITE if vendor == "sqlite" else POSTGRESQL).format(
            order="" if for_staff else NEWEST,
            limit=limit,
            others=f" AND {others.sql}" if others.values else "",
            **names,
        )
        values = [_expression(vendor, groups, for_staff), *others.values]
        return RawSQL(sql, values)  # noqa: S611


def _without_common(groups, common):
    """Return the groups of terms for the index, and a condition for the terms left out of them."""
    rare = [term for term in groups[0] if term not in common]
    if len(groups) > 1 or not rare:
        return groups, joined([], "AND")
    return [rare], joined([has_term(term) for term in groups[0] if term in common], "AND")


def _expression(vendor, term_groups, for_staff):
    """Return the terms as a search expression of the database."""
    exact, prefix, every, either = SYNTAX[vendor]

    def one(term):
        texts = [term.text, *([STAFF_MARK + term.text] if for_staff else [])]
        shapes = ((prefix if term.is_prefix else exact).format(text) for text in texts)
        return f"({either.join(shapes)})"

    return either.join(f"({every.join(map(one, terms))})" for terms in term_groups)


class SearchEntry(models.Model):
    """The terms of one text, those for readers and those for staff.

    `terms` begins with a blank, and has one before each term.
    """

    INDEX = ""  # name of the index over the terms
    HAS_COMMON_TERMS = False  # whether there are so many texts that searches avoid common terms

    terms = models.TextField(editable=False)

    objects = SearchEntryManager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"terms of {self.pk}"

    @classmethod
    def items(cls) -> models.QuerySet:
        """Return all items that can have entries: all posts, or all comments."""
        return cls._meta.pk.related_model._default_manager.all()

    @staticmethod
    def joined(visible: str, staff: str = "") -> str:
        """Return the value of `terms` for the text that readers see, and the text for staff."""
        terms = index_terms(visible)
        others = sorted(set(index_terms(staff)).difference(terms))
        everything = [*terms, *(STAFF_MARK + term for term in others)]
        return f" {' '.join(everything)}" if everything else ""

    @property
    def visible_terms(self) -> list[str]:
        """Return the terms that readers may search for."""
        return [term for term in self.terms.split() if not term.startswith(STAFF_MARK)]


class SearchTooLong(Exception):
    """The database has not found the matches in time: too many, or it is busy."""


MEMORY = "64MB"  # with less, PostgreSQL reads again what it has found, if that is much
QUERY_CANCELED = "57014"  # SQLSTATE


@contextmanager
def using_index(*, milliseconds: int = 0):
    """Make PostgreSQL use the index on small tables too, and look up each match by its key.

    It underestimates the cost of reading the terms of long articles, and expects so many matches
    that it would read all comments in their order. Raises SearchTooLong if a
    query in the block takes more than `milliseconds`; 0 is no limit, and SQLite has none.
    """
    if connection.vendor == "sqlite":  # a transaction would wait for other writers there
        yield
        return
    options = dict.fromkeys(["enable_seqscan", "enable_mergejoin", "enable_hashjoin"], "off")
    options["work_mem"] = MEMORY
    if milliseconds:
        options["statement_timeout"] = str(milliseconds)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            calls = ", ".join(["set_config(%s, %s, true)"] * len(options))
            cursor.execute(f"SELECT {calls}", [text for pair in options.items() for text in pair])
            yield
            if milliseconds:  # the transaction may be part of a longer one
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == QUERY_CANCELED:
            raise SearchTooLong from error
        raise


def has_terms(terms: Iterable[Term], column: str) -> Q:
    """Return the condition that staff can find all the terms, without the index.

    It serves to read few rows in an order that the index does not have.
    """
    condition = Q()
    for term in terms:
        starts = (f" {term.text}", f" {STAFF_MARK}{term.text}")
        condition &= Q(*((f"{column}__contains", start) for start in starts), _connector=Q.OR)
    return condition


class PostSearchEntry(SearchEntry):
    """The terms of a post: of its title, excerpt and text."""

    INDEX = "search_posts"

    post = models.OneToOneField(
        "posts.Post", models.CASCADE, primary_key=True, related_name="search_entry"
    )

    @classmethod
    def terms_of(cls, post) -> str:
        return cls.joined(f"{post.title} {post.excerpt} {plain_text(post.body_html)}")
