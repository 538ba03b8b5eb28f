"""Search over posts and comments: one interface, the same answers on both databases.

The databases only say which rows hold all the words, from an index that they keep themselves
(migrations 0004_search and 0005_search_additions): it follows every write, and status is asked of
the rows, so what was removed, held or reworded is not found. Ranking is done here, over the newest
of the matches, and so is the check that a reader sees the words: a tag's name is no word of the
text.
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

LONGEST = 200  # characters of a query; a sentence, not a page
MOST_WORDS = 8
SHORTEST_BEGINNING = 3  # letters that find longer words; fewer begin half of the dictionary
MOST_POSTS, MOST_COMMENTS = 150, 300  # newest matches that are ranked: bounded work for any word
MOST_ROWS = 5_000  # of which the database is asked whether readers may see them
SHOWN = (  # of comments
    *("name", "body_html", "created", "last_added"),
    *("post__title", "post__date", "post__slug"),
)
AROUND = 14  # words shown before and after a match

WORD = re.compile(r"[^\W_]+")
WORD_AND_BETWEEN = re.compile(r"[^\W_]+|[\W_]+")

# How each database finds the rows of a table that hold all words.
SQLITE = (
    "SELECT rowid FROM search_{table} WHERE search_{table} MATCH %s"
    " ORDER BY rowid DESC LIMIT {newest}"
)
POSTGRESQL = (
    "WITH hits AS MATERIALIZED (SELECT id FROM {table} WHERE {words} @@ to_tsquery('simple', %s))"
    " SELECT id FROM hits ORDER BY id DESC LIMIT {newest}"
)
# A comment is one text with what was added to it. The words may stand in different parts of it, so
# every comment is read whose additions hold one of them.
WITH_ADDITIONS = (
    "SELECT * FROM ({own}) AS own"
    " UNION SELECT comment_id FROM comments_addition WHERE id IN (SELECT * FROM ({added}) AS added)"
)
# As in the index: without tags, and cut where nothing but letters and digits stands.
CUT = "regexp_replace(regexp_replace({text}, '<[^>]*>', ' ', 'g'), '[^[:alnum:]]+', ' ', 'g')"
TEXTS = {
    "posts_post": "title || ' ' || excerpt || ' ' || left(body_html, 300000)",
    "comments_comment": "body_html",
    "comments_addition": "body_html",
}


def vector_of(table: str) -> str:
    """Give the expression that PostgreSQL's index is made of."""
    return f"to_tsvector('simple', {CUT.format(text=f'({TEXTS[table]})')})"


class Piece(NamedTuple):
    """A word of an excerpt, or what stands between two; words that were looked for are marked."""

    text: str
    is_match: bool


@dataclass
class Found:
    """A post or comment that holds all words."""

    kind: str  # "post" or "comment"
    on: Post | Comment
    score: float
    text: str
    words: list[str]

    @property
    def pieces(self) -> list[Piece]:
        """Give the stretch of the text in which the first match stands: of those shown, a few."""
        return _pieces(self.text, self.words)


def words_of(query: str) -> list[str]:
    """Give the words that a query asks for, each once; bounded, whatever was typed."""
    words = WORD.findall(query[:LONGEST].lower())
    return list(dict.fromkeys(words))[:MOST_WORDS]


def search(query: str) -> list[Found]:
    """Give what readers may see and holds all words of the query (or longer ones), best first."""
    words = words_of(query)
    if not words:
        return []
    posts = Post.objects.published().select_related("author")
    comments = Comment.objects.visible().select_related("post").only(*SHOWN).order_by()
    with _by_index():
        found = [
            *_found_posts(_matching(posts, words)[:MOST_POSTS], words),
            *_found_comments(_matching_comments(comments, words)[:MOST_COMMENTS], words),
        ]
    return sorted(found, key=lambda one: (-one.score, one.kind != "post", -one.on.pk))


@contextmanager
def _by_index():
    """Have PostgreSQL ask the index, also of few rows.

    It takes cutting a text into words for cheap, and would do so with every article of a small
    blog: three times as long, with 200 of a thousand words.
    """
    if connection.vendor == "sqlite":  # where a transaction would wait for writers
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def _matching(rows, words):
    sql, asked = _lookup(rows.model._meta.db_table, words)
    return rows.filter(pk__in=RawSQL(sql, [asked])).order_by("-pk")  # noqa: S611


def _matching_comments(comments, words):
    own, all_words = _lookup("comments_comment", words)
    added, any_word = _lookup("comments_addition", words, any_of_them=True)
    sql = WITH_ADDITIONS.format(own=own, added=added)
    return comments.filter(pk__in=RawSQL(sql, [all_words, any_word])).order_by("-pk")  # noqa: S611


def _lookup(table, words, *, any_of_them=False):
    """Give the SQL for the keys of a table's newest rows that hold the words, and its parameter."""
    if connection.vendor == "sqlite":
        terms = (f'"{word}"{"*" if _is_beginning(word) else ""}' for word in words)
        sql = SQLITE.format(table=table, newest=MOST_ROWS)
        return sql, (" OR " if any_of_them else " ").join(terms)
    terms = (f"'{word}'{':*' if _is_beginning(word) else ''}" for word in words)
    sql = POSTGRESQL.format(table=table, words=vector_of(table), newest=MOST_ROWS)
    return sql, (" | " if any_of_them else " & ").join(terms)


def _is_beginning(word):
    return len(word) >= SHORTEST_BEGINNING


def _found_posts(posts, words):
    for post in posts:
        title, text = WORD.findall(post.title.lower()), plain_text(post.body_html)
        heads = {word for word in words if any(_holds(each, word) for each in title)}
        said = f"{post.excerpt} {text}" if post.excerpt else text
        score = 1 + _weight(said, words, known=heads) + 3 * len(heads)
        if score > 1:
            yield Found("post", post, score, said, words)


def _found_comments(comments, words):
    comments = list(comments)
    Addition.objects.fetch_for(comments)
    for comment in comments:
        text = " ".join(plain_text(each.body_html) for each in comment.texts)
        if score := _weight(text, words):
            yield Found("comment", comment, score, text, words)


def _weight(text, words, known=()):
    """Give how much a text is about the words; 0 when one of them is neither in it nor known."""
    counts = Counter(WORD.findall(text.lower()))
    weight = 0.0
    for word in words:
        whole = counts[word]
        begun = sum(n for each, n in counts.items() if _holds(each, word)) - whole
        if not whole and not begun and word not in known:
            return 0.0
        weight += log2(1 + 2 * whole + begun)
    return weight / log2(8 + len(counts))  # a long text holds every word some time


def _holds(each, word):
    return each == word or (_is_beginning(word) and each.startswith(word))


def _pieces(text, words):
    """Give the stretch of the text in which the first match stands, cut where matches begin."""
    spoken = text.split()
    first = next((at for at, each in enumerate(spoken) if _has_hit(each, words)), 0)
    start = max(0, first - AROUND)
    end = start + 2 * AROUND + 1
    before, after = "… " if start else "", " …" if end < len(spoken) else ""
    shown = f"{before}{' '.join(spoken[start:end])}{after}"
    return [Piece(each, _has_hit(each, words)) for each in WORD_AND_BETWEEN.findall(shown)]


def _has_hit(each, words):
    return any(_holds(part, word) for part in WORD.findall(each.lower()) for word in words)
