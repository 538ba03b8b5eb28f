"""Which comments hold the words that a moderator looks for, found through an index.

Every word must begin a word of the name, the e-mail or the body; capitals do not matter. The two
databases keep the index each in its own way (migration 0004 makes it).
"""

import re

from django.db import connection
from django.db.models import Q

# ASCII alone, for PostgreSQL's own idea of a letter hangs on the language of the server.
BETWEEN = r"[!-/:-@\[-`{-~\s]+"
POSTGRESQL_WORDS = (
    "to_tsvector('simple', "
    f"regexp_replace(name || ' ' || email || ' ' || body, '{BETWEEN}', ' ', 'g'))"
)
MATCHING = {
    "sqlite": "SELECT rowid FROM moderation_words WHERE moderation_words MATCH %s",
    "postgresql": "SELECT id FROM comments_comment WHERE "  # noqa: S608 - all of it is constant
    + POSTGRESQL_WORDS
    + " @@ to_tsquery('simple', %s)",
}
# Beyond so many, walking through the queue in its order meets the first page sooner.
FEW = 2_000
MOST_WORDS = 10


def matching(search: str) -> Q:
    """Give the condition that a comment holds all words of `search`."""
    words = [word for word in re.split(BETWEEN, search.replace("\0", " ")) if word][:MOST_WORDS]
    if not words:
        return Q(pk__in=[])
    found = _found(words)
    if len(found) <= FEW:
        return Q(pk__in=found)
    anywhere = Q()
    for word in words:
        anywhere &= Q(name__icontains=word) | Q(email__icontains=word) | Q(body__icontains=word)
    return anywhere


def _found(words):
    """Give the keys of comments that hold them all, FEW and one at most."""
    with connection.cursor() as cursor:
        cursor.execute(f"{MATCHING[connection.vendor]} LIMIT {FEW + 1}", [_asked(words)])
        return [pk for (pk,) in cursor.fetchall()]


def _asked(words):
    """Give the words, each as the beginning of one, as the database's own search writes it."""
    if connection.vendor == "sqlite":
        return " ".join(f'"{word}"*' for word in words)
    return " & ".join(f"'{word}':*" for word in words)
