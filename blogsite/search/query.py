"""Search over posts and comments: one interface, the same answers on both databases.

The index (`posts/models/search_entry.py`) only selects the rows that contain all words. Status is
read from the rows, so a removed, held or edited text does not match. Ranking is done here, over the
newest matches, and so is the check that a text contains each run of a script without blanks.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, takewhile, zip_longest
from math import log2
from typing import NamedTuple

from comments.models import Addition, Comment, CommentSearchEntry
from posts.models import Post, PostSearchEntry
from posts.models.search_entry import using_index
from posts.plain_text import plain_text
from posts.words import is_unspaced, query_terms, segments_of, words_of

MAX_QUERY_CHARACTERS = 200  # a sentence, not a page
MAX_QUERY_WORDS = 8
# A shorter word begins half of the dictionary, so it matches whole words only
MIN_PREFIX_LETTERS = 3
MAX_POSTS, MAX_COMMENTS = 150, 300  # newest matches that are ranked, to limit the work
MAX_ROWS = 5_000  # newest matches in the index, before status is checked
MAX_MILLISECONDS = 1_000  # for each query
COMMENT_FIELDS = (
    *("name", "body_html", "created", "last_added"),
    *("post__title", "post__date", "post__slug", "post__page_path"),
)
EXCERPT_LENGTH = 100  # characters before and after a match


class ExcerptPart(NamedTuple):
    """A part of an excerpt: a match, or the text between two matches."""

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
        """Return the part of the text around the first match; computed only when displayed."""
        return _excerpt(self.text, self.words)


def query_words(query: str) -> list[str]:
    """Return the first distinct words of a query, at most MAX_QUERY_WORDS."""
    words = words_of(query[:MAX_QUERY_CHARACTERS])
    return list(dict.fromkeys(words))[:MAX_QUERY_WORDS]


def search(query: str) -> list[SearchResult]:
    """Return the posts and comments that contain all words of the query, best first.

    A word also matches longer ones that begin with it. Only what readers may see is returned.
    Raises SearchTooLong if the newest are not found in time.
    """
    words = query_words(query)
    if not words:
        return []
    terms = [term for word in words for term in terms_of_word(word)]
    with using_index(milliseconds=MAX_MILLISECONDS):
        posts, comments = visible_matches([terms], limit=MAX_ROWS)
        comments = comments.select_related("post").only(*COMMENT_FIELDS)
        results = [
            *_post_results(posts.select_related("author")[:MAX_POSTS], words),
            *_comment_results(comments[:MAX_COMMENTS], words),
        ]
    return sorted(results, key=_rank)


def visible_matches(term_groups, *, limit: int):
    """Return the visible posts and comments that have all terms of a group, newest first.

    Call it, and evaluate them, within `using_index`.
    Only the newest `limit` matches of each are checked, visible or not.
    """
    posts = PostSearchEntry.objects.keys_with(term_groups, limit=limit)
    comments = CommentSearchEntry.objects.keys_with(term_groups, limit=limit)
    return (
        Post.objects.published().filter(pk__in=posts).order_by("-pk"),
        Comment.objects.visible_on_this_blog().filter(pk__in=comments).order_by("-pk"),
    )


def terms_of_word(word):
    """Return the terms of the index for a word of a query."""
    return query_terms(word, min_prefix=MIN_PREFIX_LETTERS)


def _rank(result):
    return -result.score, result.kind != "post", -result.item.pk


def _post_results(posts, words):
    for post in posts:
        title = words_of(post.title)
        in_title = {word for word in words if _counts(title, word) != (0, 0)}
        text = plain_text(post.body_html)
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
    """Return how often a text contains the words, relative to its length.

    It is 0 if one of the words is neither in the text nor `in_title`.
    """
    counts = Counter(words_of(text))
    weight = 0.0
    for word in words:
        whole, longer = _counts(counts, word)
        if not whole and not longer and word not in in_title:
            return 0.0
        weight += log2(1 + 2 * whole + longer)
    return weight / log2(8 + len(counts))  # a long text contains most words by chance


def _counts(text_words, word) -> tuple[int, int]:
    """Return how often a word of a query occurs in a text, as a whole word and as a prefix."""
    counts = Counter(text_words)
    if is_unspaced(word):
        return sum(each.count(word) * number for each, number in counts.items()), 0
    whole = counts[word]
    return whole, sum(n for each, n in counts.items() if _matches(each, word)) - whole


def _matches(each, word):
    return each == word or (len(word) >= MIN_PREFIX_LETTERS and each.startswith(word))


def _excerpt(text, words):
    """Return the text around the first match, split at matches."""
    parts = [part for segment in segments_of(text) for part in _parts_of(segment, words)]
    first = next((index for index, part in enumerate(parts) if part.is_match), 0)
    start = first - _count_within(reversed(parts[:first]))
    end = first + _count_within(parts[first:])
    before = [ExcerptPart("… ", False)] if start else []
    after = [ExcerptPart(" …", False)] if end < len(parts) else []
    return [*before, *parts[start:end], *after]


def _count_within(parts) -> int:
    """Return how many parts fit into one side of an excerpt."""
    lengths = accumulate(len(part.text) for part in parts)
    return sum(1 for _ in takewhile(lambda length: length <= EXCERPT_LENGTH, lengths))


def _parts_of(segment, words):
    """Return a segment of a text as parts; a run without blanks has one for each character."""
    if not is_unspaced(segment.text):
        return [ExcerptPart(segment.text, any(_matches(segment.word, word) for word in words))]
    runs = sorted(filter(is_unspaced, words), key=len, reverse=True)
    if not runs:
        return [ExcerptPart(char, False) for char in segment.text]
    pieces = re.split(f"({'|'.join(map(re.escape, runs))})", segment.text)
    parts = []
    for others, match in zip_longest(pieces[::2], pieces[1::2]):
        parts += [ExcerptPart(char, False) for char in others]
        parts += [ExcerptPart(match, True)] if match else []
    return parts
