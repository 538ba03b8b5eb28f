"""Which comments hold the words that a moderator looks for, found through an index.

Every word must begin a word of the name, the e-mail or the body; capitals do not matter. The two
databases keep the index each in its own way (migration 0004 makes it). Of what authors added to
their comments later, any part of a word will do.
"""

import re

from django.db import connection
from django.db.models import Q, StringAgg, Value

from comments.models import Addition, Comment

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
    own = Q(pk__in=found) if len(found) <= FEW else _anywhere(words)
    return own | Q(pk__in=_found_with_additions(words))


def _anywhere(words, beside=()):
    """Give the condition that each word stands in the name, the e-mail, the body or `beside`."""
    columns = ("name", "email", "body", *beside)
    every_word = Q()
    for word in words:
        every_word &= Q(*((f"{column}__icontains", word) for column in columns), _connector=Q.OR)
    return every_word


def _found_with_additions(words):
    """Give the keys of comments that hold them all together with what was added; FEW at most.

    Few comments are added to, so these are looked through without an index.
    """
    added_to = Comment.objects.filter(pk__in=Addition.objects.values("comment"))
    texts = StringAgg("additions__body", Value("\n"))
    holding = added_to.annotate(added=texts).filter(_anywhere(words, beside=("added",)))
    return list(holding.order_by().values_list("pk", flat=True)[:FEW])


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
