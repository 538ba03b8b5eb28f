"""Moderators' search for comments by words, through a full-text index.

Every search word must be the beginning of a word in the name, the e-mail or the body; case does
not matter. Each database has its own kind of index (see migration 0004). In later additions to a
comment a search word may also be inside a word.
"""

import re

from django.db import connection
from django.db.models import Q, StringAgg, Value

from comments.models import Addition, Comment

# ASCII only, because PostgreSQL's own classes of letters depend on the locale of the server.
SEPARATORS = r"[!-/:-@\[-`{-~\s]+"
POSTGRESQL_WORDS = (
    "to_tsvector('simple', "
    f"regexp_replace(name || ' ' || email || ' ' || body, '{SEPARATORS}', ' ', 'g'))"
)
MATCH_SQL = {
    "sqlite": "SELECT rowid FROM moderation_words WHERE moderation_words MATCH %s",
    "postgresql": "SELECT id FROM comments_comment WHERE "  # noqa: S608 - all of it is constant
    + POSTGRESQL_WORDS
    + " @@ to_tsquery('simple', %s)",
}
# With more matches than this, reading the queue in its order finds the first page sooner.
MAX_KEYS = 2_000
MAX_WORDS = 10


def matching(search: str) -> Q:
    """Return the condition that a comment contains all words of `search`."""
    words = [word for word in re.split(SEPARATORS, search.replace("\0", " ")) if word][:MAX_WORDS]
    if not words:
        return Q(pk__in=[])
    keys = _indexed_keys(words)
    condition = Q(pk__in=keys) if len(keys) <= MAX_KEYS else _contains(words)
    return condition | Q(pk__in=_keys_with_additions(words))


def _contains(words, more_columns=()):
    """Return the condition that each word is in the name, e-mail, body or another column."""
    columns = ("name", "email", "body", *more_columns)
    every_word = Q()
    for word in words:
        every_word &= Q(*((f"{column}__icontains", word) for column in columns), _connector=Q.OR)
    return every_word


def _keys_with_additions(words):
    """Return the keys of at most MAX_KEYS comments that contain all words with their additions.

    Few comments have additions, so these are searched without an index.
    """
    with_additions = Comment.objects.filter(pk__in=Addition.objects.values("comment"))
    texts = StringAgg("additions__body", Value("\n"))
    matches = with_additions.annotate(added=texts).filter(_contains(words, ("added",)))
    return list(matches.order_by().values_list("pk", flat=True)[:MAX_KEYS])


def _indexed_keys(words):
    """Return the keys of comments that the index finds, at most one more than MAX_KEYS."""
    with connection.cursor() as cursor:
        sql = f"{MATCH_SQL[connection.vendor]} LIMIT {MAX_KEYS + 1}"
        cursor.execute(sql, [_prefix_query(words)])
        return [pk for (pk,) in cursor.fetchall()]


def _prefix_query(words):
    """Return the database's own search expression for words with these beginnings."""
    if connection.vendor == "sqlite":
        return " ".join(f'"{word}"*' for word in words)
    return " & ".join(f"'{word}':*" for word in words)
