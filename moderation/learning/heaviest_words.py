"""The words with the highest weights in a model, for the owner to read before it is used.

Only words that several people have written count, so that the list quotes nobody.
"""

from collections import defaultdict

from moderation.learning.explaining import word_weight
from moderation.learning.features import Token, entries_of
from moderation.learning.learner import Model

MAX_WORDS = 30
MIN_AUTHORS = 3


def heaviest_words(model: Model, lessons) -> list[tuple[str, float]]:
    """Return the words of several authors that raise a score most, with their weights."""
    authors = defaultdict(set)
    for lesson in lessons:
        for word in lesson.words:
            authors[word].add(lesson.author_id)
    words = sorted(word for word, people in authors.items() if len(people) >= MIN_AUTHORS)
    entries = entries_of(Token(word, 0, 0) for word in words)
    weighed = [
        (word, round(word_weight(model, entry), 3))
        for word, entry in zip(words, entries, strict=True)
    ]
    heavy = [pair for pair in weighed if pair[1] > 0]
    return sorted(heavy, key=lambda pair: (-pair[1], pair[0]))[:MAX_WORDS]
