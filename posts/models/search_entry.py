"""The full-text index: a row of terms for each text, in tables that only this module writes.

Each database has its own index over the terms (migrations named search): SQLite an FTS5 table,
PostgreSQL a GIN index. Both compare whole terms and their beginnings, byte for byte.
"""

from collections.abc import Iterable
from contextlib import contextmanager

from django.db import connection, connections, models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from posts.plain_text import plain_text
from posts.words import Term, index_terms

# Before a term that readers cannot search for, such as a word of a name or an e-mail address.
STAFF_MARK = "~"

# The queries for the newest rows with the terms. PostgreSQL has to read all of them to find the
# newest; without an order it stops at the limit.
SQLITE = "SELECT rowid FROM {index} WHERE {index} MATCH %s ORDER BY rowid DESC LIMIT {limit}"
POSTGRESQL = (
    "WITH hits AS MATERIALIZED ("
    "SELECT {key} AS id FROM {table} WHERE terms::tsvector @@ %s::tsquery)"
    " SELECT id FROM hits {order} LIMIT {limit}"
)
NEWEST = "ORDER BY id DESC"
SYNTAX = {  # a whole term, a prefix, and the operators
    "sqlite": ('"{}"', '"{}"*', " AND ", " OR "),
    "postgresql": ("'{}'", "'{}':*", " & ", " | "),
}


class SearchEntryManager(models.Manager):
    def update_for(self, items: Iterable):
        """Store the terms of items (posts or comments), in one query for any number of them."""
        entries = [self.model(pk=item.pk, terms=self.model.terms_of(item)) for item in items]
        self.bulk_create(
            entries,
            batch_size=500,
            update_conflicts=True,
            unique_fields=[self.model._meta.pk.name],
            update_fields=["terms"],
        )

    def keys_with(self, term_groups: Iterable[Iterable[Term]], *, for_staff=False, limit: int):
        """Return SQL for the keys of at most `limit` items, newest first, that have the terms.

        An item needs all terms of one of the groups. `for_staff` also searches the terms for staff,
        and may return items other than the newest.
        """
        vendor, meta = connections[self.db].vendor, self.model._meta
        is_sqlite = vendor == "sqlite"
        sql = (SQLITE if is_sqlite else POSTGRESQL).format(
            table=meta.db_table,
            index=self.model.INDEX,
            key=meta.pk.column,
            order="" if for_staff else NEWEST,
            limit=limit,
        )
        return RawSQL(sql, [_expression(vendor, term_groups, for_staff)])  # noqa: S611


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


@contextmanager
def using_index():
    """Make PostgreSQL use the index on small tables too.

    It underestimates the cost of reading the terms of long articles.
    """
    if connection.vendor == "sqlite":  # a transaction would wait for other writers there
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


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
