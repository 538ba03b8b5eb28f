"""Search over posts and comments: one interface, the same answers on both databases.

The databases only select the rows that contain all words, from an index that they keep up to date
themselves (migrations 0004_search and 0005_search_additions). Status is read from the rows, so a
removed, held or edited text does not match. Ranking is done here, over the newest matches, and so
is the check that readers see the words: the name of an HTML tag is not text.
"""

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from comments.models import Addition, Comment
from posts.models import Post
from posts.plain_text import plain_text

MAX_QUERY_CHARACTERS = 200  # a sentence, not a page
MAX_QUERY_WORDS = 8
MIN_PREFIX_LETTERS = 3  # shorter ones begin half of the dictionary, so they match whole words only
MAX_POSTS, MAX_COMMENTS = 150, 300  # newest matches that are ranked, which bounds the work
MAX_ROWS = 5_000  # newest matches in the index, before status is checked
COMMENT_FIELDS = (
    *("name", "body_html", "created", "last_added"),
    *("post__title", "post__date", "post__slug"),
)
EXCERPT_WORDS = 14  # before and after a match

WORD = re.compile(r"[^\W_]+")
WORD_OR_GAP = re.compile(r"[^\W_]+|[\W_]+")

# How each database selects the rows of a table that contain all words.
SQLITE = (
    "SELECT rowid FROM search_{table} WHERE search_{table} MATCH %s"
    " ORDER BY rowid DESC LIMIT {newest}"
)
POSTGRESQL = (
    "WITH hits AS MATERIALIZED (SELECT id FROM {table} WHERE {words} @@ to_tsquery('simple', %s))"
    " SELECT id FROM hits ORDER BY id DESC LIMIT {newest}"
)
# A comment and its additions are one text, and the words may be in different parts of it. So every
# comment is read that has an addition with one of the words.
WITH_ADDITIONS = (
    "SELECT * FROM ({own}) AS own"
    " UNION SELECT comment_id FROM comments_addition WHERE id IN (SELECT * FROM ({added}) AS added)"
)
# As in the index: without HTML tags, split at everything but letters and digits.
WORDS = "regexp_replace(regexp_replace({text}, '<[^>]*>', ' ', 'g'), '[^[:alnum:]]+', ' ', 'g')"
TEXTS = {
    "posts_post": "title || ' ' || excerpt || ' ' || left(body_html, 300000)",
    "comments_comment": "body_html",
    "comments_addition": "body_html",
}


def vector_of(table: str) -> str:
    """Return the SQL expression that PostgreSQL's index is on; migrations use it."""
    return f"to_tsvector('simple', {WORDS.format(text=f'({TEXTS[table]})')})"


class ExcerptPart(NamedTuple):
    """A word of an excerpt, or the text between two words."""

    text: str
    is_match: bool


@dataclass
class SearchResult:
    """A post or comment that contains all words, and the text they are in."""

    kind: str  # "post" or "comment"
    item: Post | Comment
    score: float
    text: str
    words: list[str]

    @property
    def excerpt(self) -> list[ExcerptPart]:
        """Return the part of the text around the first match; computed only for results shown."""
        return _excerpt(self.text, self.words)


def words_of(query: str) -> list[str]:
    """Return the first words of a query, each once, at most MAX_QUERY_WORDS."""
    words = WORD.findall(query[:MAX_QUERY_CHARACTERS].lower())
    return list(dict.fromkeys(words))[:MAX_QUERY_WORDS]


def search(query: str) -> list[SearchResult]:
    """Return the posts and comments that contain all words of the query, best first.

    A word also matches longer ones that begin with it. Only what readers may see is returned.
    """
    words = words_of(query)
    if not words:
        return []
    posts = Post.objects.published().select_related("author")
    comments = (
        Comment.objects.visible_on_this_blog()
        .select_related("post")
        .only(*COMMENT_FIELDS)
        .order_by()
    )
    with _using_index():
        results = [
            *_post_results(_matching(posts, words)[:MAX_POSTS], words),
            *_comment_results(_matching_comments(comments, words)[:MAX_COMMENTS], words),
        ]
    return sorted(results, key=_rank)


def _rank(result):
    return -result.score, result.kind != "post", -result.item.pk


@contextmanager
def _using_index():
    """Make PostgreSQL use the index on small tables too.

    It underestimates the cost of splitting a text into words, and would read every article of a
    small blog: three times as slow with 200 articles of a thousand words.
    """
    if connection.vendor == "sqlite":  # a transaction would wait for writers there
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def _matching(rows, words):
    sql, terms = _lookup(rows.model._meta.db_table, words)
    return rows.filter(pk__in=RawSQL(sql, [terms])).order_by("-pk")  # noqa: S611


def _matching_comments(comments, words):
    own, all_words = _lookup("comments_comment", words)
    added, any_word = _lookup("comments_addition", words, match_any=True)
    sql = WITH_ADDITIONS.format(own=own, added=added)
    return comments.filter(pk__in=RawSQL(sql, [all_words, any_word])).order_by("-pk")  # noqa: S611


def _lookup(table, words, *, match_any=False):
    """Return SQL for the keys of a table's newest rows that contain the words, and its parameter.

    With `match_any`, one of the words is enough.
    """
    if connection.vendor == "sqlite":
        terms = (f'"{word}"{"*" if _is_prefix(word) else ""}' for word in words)
        sql = SQLITE.format(table=table, newest=MAX_ROWS)
        return sql, (" OR " if match_any else " ").join(terms)
    terms = (f"'{word}'{':*' if _is_prefix(word) else ''}" for word in words)
    sql = POSTGRESQL.format(table=table, words=vector_of(table), newest=MAX_ROWS)
    return sql, (" | " if match_any else " & ").join(terms)


def _is_prefix(word):
    return len(word) >= MIN_PREFIX_LETTERS


def _post_results(posts, words):
    for post in posts:
        title, text = WORD.findall(post.title.lower()), plain_text(post.body_html)
        in_title = {word for word in words if any(_matches(each, word) for each in title)}
        text = f"{post.excerpt} {text}" if post.excerpt else text
        score = 1 + _weight(text, words, in_title) + 3 * len(in_title)
        if score > 1:
            yield SearchResult("post", post, score, text, words)


def _comment_results(comments, words):
    comments = list(comments)
    Addition.objects.fetch_for(comments)
    for comment in comments:
        text = " ".join(plain_text(each.body_html) for each in comment.texts)
        if score := _weight(text, words):
            yield SearchResult("comment", comment, score, text, words)


def _weight(text, words, in_title=()):
    """Return how often a text contains the words, for its length.

    It is 0 when one of the words is neither in the text nor `in_title`.
    """
    counts = Counter(WORD.findall(text.lower()))
    weight = 0.0
    for word in words:
        whole = counts[word]
        longer = sum(n for each, n in counts.items() if _matches(each, word)) - whole
        if not whole and not longer and word not in in_title:
            return 0.0
        weight += log2(1 + 2 * whole + longer)
    return weight / log2(8 + len(counts))  # a long text contains most words by chance


def _matches(each, word):
    return each == word or (_is_prefix(word) and each.startswith(word))


def _excerpt(text, words):
    """Return the words around the first match, split where matches begin and end."""
    tokens = text.split()
    first = next((index for index, token in enumerate(tokens) if _has_match(token, words)), 0)
    start = max(0, first - EXCERPT_WORDS)
    end = start + 2 * EXCERPT_WORDS + 1
    before, after = "… " if start else "", " …" if end < len(tokens) else ""
    excerpt = f"{before}{' '.join(tokens[start:end])}{after}"
    return [ExcerptPart(part, _has_match(part, words)) for part in WORD_OR_GAP.findall(excerpt)]


def _has_match(each, words):
    return any(_matches(part, word) for part in WORD.findall(each.lower()) for word in words)
