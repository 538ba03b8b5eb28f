"""Suggest other words for a search without results: words that readers would find."""

from collections import Counter
from difflib import get_close_matches

from blogsite.search.query import (
    MAX_MILLISECONDS,
    query_words,
    search,
    terms_of_word,
    visible_matches,
)
from posts.models.search_entry import SearchTooLong, using_index
from posts.words import Term, is_unspaced

MIN_LETTERS = 4  # of a word that is corrected: shorter ones resemble too many others
MAX_TEXTS = 200  # newest posts and comments each, whose words are compared
MAX_ROWS = 2_000  # newest matches in the index, before status is checked
MIN_LIKENESS = 0.75  # of two words, between 0 and 1: one typo in four letters


def suggestion(query: str) -> str:
    """Return words similar to those of the query that have results; "" if there are none.

    Each word that no text contains is replaced by the most similar one.
    """
    words = query_words(query)
    try:
        with using_index(milliseconds=MAX_MILLISECONDS):
            others = [word if _occurs(word) else _nearest(word) for word in words]
        text = " ".join(others)
        return text if all(others) and others != words and search(text) else ""
    except SearchTooLong:
        return ""


def _occurs(word):
    posts, comments = visible_matches([terms_of_word(word)], limit=MAX_ROWS)
    return posts.exists() or comments.exists()


def _nearest(word):
    """Return the visible word that is most similar to this one; "" if there is none."""
    if is_unspaced(word) or len(word) < MIN_LETTERS:
        return ""
    counts = Counter()
    starts = [[Term(start, is_prefix=True)] for start in _starts(word)]
    for items in visible_matches(starts, limit=MAX_ROWS):
        for item in items.select_related("search_entry")[:MAX_TEXTS]:
            counts.update(item.search_entry.visible_terms)
    matches = get_close_matches(word, sorted(counts), cutoff=MIN_LIKENESS)
    return max(matches, key=lambda match: counts[match], default="")


def _starts(word):
    """Return the first three letters, as typed and with one typo corrected."""
    a, b, c, d = word[:4]
    return sorted({a + b + c, b + a + c, a + c + b, b + c + d, a + c + d, a + b + d})
