"""Find the stored comments that are similar to a text.

Comments with common bands are candidates, those with the most first; then the terms are compared.
Of each band, at most MAX_PER_BAND comments are read, so that 100,000 copies of one text do not slow
a search down.
"""

from typing import NamedTuple

from django.db import connection
from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from comments.models import Addition, Comment
from moderation.models.likeness import BAND_COLUMNS, Likeness
from moderation.similarity.fingerprint import bands_of, similarity, terms_of, text_of

MAX_PER_BAND = 100  # comments
MAX_COMPARED = 30  # candidates whose terms are compared
MIN_SIMILARITY = 0.4  # 43 % of the words may differ; below, texts are similar by chance
SAME_WORDS = 0.8  # one word in ten may differ

TABLE = Likeness._meta.db_table


class SimilarComment(NamedTuple):
    """A stored comment, and its similarity to a text, from 0 to 1."""

    comment: Comment
    similarity: float


def find_similar(
    text: str,
    comments,
    *,
    decided_only=False,
    least=MIN_SIMILARITY,
    compared=MAX_COMPARED,
    per_band=MAX_PER_BAND,
) -> list[SimilarComment]:
    """Return those of `comments` (a queryset) that are similar to a text, the most similar first.

    `decided_only` leaves out those without a moderator's decision; `compared` limits how many are
    compared, and `per_band` how many are read for each band. Takes two queries, and one for
    additions if there are some.
    """
    keys = _candidates(bands_of(text), decided_only=decided_only, per_band=per_band)
    if not keys:
        return []
    # In the order of the keys: those with the most common bands come first.
    places = {pk: place for place, pk in enumerate(keys)}
    among = comments.filter(pk__in=keys).order_by().values_list("pk", flat=True)
    nearest = sorted(among, key=places.get)[:compared]
    return ranked(text, list(comments.filter(pk__in=nearest)), least)


def ranked(text: str, comments: list, least=MIN_SIMILARITY) -> list[SimilarComment]:
    """Return those of `comments` that are similar to a text, the most similar first, then the
    newest.
    """
    Addition.objects.fetch_for(comments)
    terms = terms_of(text)
    alike = [SimilarComment(each, similarity(terms, terms_of(text_of(each)))) for each in comments]
    alike = [each for each in alike if each.similarity >= least]
    return sorted(alike, key=lambda each: (-each.similarity, -each.comment.pk))


def removed_candidates(text: str) -> RawSQL | None:
    """Return a query for the number of comments removed or rejected by moderators that have a band
    in common with a text; None for a text without bands.
    """
    if not (bands := bands_of(text)):
        return None
    if connection.vendor == "postgresql":
        return RawSQL(POSTGRESQL_CANDIDATES, [bands], IntegerField())  # noqa: S611 (a constant)
    return RawSQL(SQLITE_CANDIDATES, bands, IntegerField())  # noqa: S611 (no text in the SQL)


def _candidates(bands, *, decided_only, per_band) -> list[int]:
    """Return the keys of comments with common bands, those with the most first."""
    if not bands:
        return []
    branches = _branches(decided_only=decided_only, per_band=per_band)
    sql = (
        f"SELECT comment_id FROM ({branches}) AS shared"  # noqa: S608 (names of ours)
        " GROUP BY comment_id ORDER BY COUNT(*) DESC, comment_id DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, bands)
        return [pk for (pk,) in cursor.fetchall()]


def _branches(*, decided_only, per_band):
    """Return the SQL for the keys of comments with any of the bands, which are its parameters."""
    condition = " AND is_decided = TRUE" if decided_only else ""
    return " UNION ALL ".join(
        # A SELECT of its own around each, because SQLite allows no LIMIT in a part of a UNION.
        f"SELECT comment_id FROM (SELECT comment_id FROM {TABLE} WHERE {column} = %s{condition}"  # noqa: S608 (names of ours)
        f" LIMIT {per_band:d}) AS {column}"
        for column in BAND_COLUMNS
    )


# Asked for each new comment. PostgreSQL has a function for it, so that it is planned only once in a
# connection: migration 0028.
POSTGRESQL_CANDIDATES = "SELECT moderation_removed_candidates(CAST(%s AS integer[]))"
SQLITE_CANDIDATES = (
    "SELECT COUNT(*) FROM comments_comment"  # noqa: S608 (names of ours)
    f" WHERE id IN ({_branches(decided_only=True, per_band=MAX_PER_BAND)})"
    f" AND status IN ('{Comment.Status.REMOVED.value}', '{Comment.Status.REJECTED.value}')"
)
