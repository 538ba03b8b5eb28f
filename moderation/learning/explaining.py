"""Why a text has its score: the words that raise it most.

Words are taken out one after the other, each time the one that lowers the score most, until the
text would no longer be held. Adjacent ones form a span.
"""

import math
from collections import Counter
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from moderation.learning.features import (
    FEATURE_COUNT,
    Entry,
    Token,
    entries_of,
    features_of,
    pair_number,
    tokens_of,
    words_beside,
)
from moderation.learning.learner import GROUP_SIZES, Model

MAX_SPANS = 3
MAX_TAKEN = 40  # of one text
MAX_TRIED = 24  # words with high weights, which may begin a span


class Span(NamedTuple):
    """A part of a text, and the drop of the score without it."""

    start: int
    end: int
    weight: float


def heaviest_spans(model: Model, text: str, links=(), threshold: float = -math.inf) -> list[Span]:
    """Return the spans of a text that raise its score most, the heaviest first: as few words as
    bring the score to the threshold, in at most three spans.
    """
    words = _Words(model, text, links)
    losses = {}  # by place: the drop of the score when it was taken out
    while len(losses) < MAX_TAKEN and (place := words.heaviest(losses)) is not None:
        before = words.score
        words.take(place)
        if words.score >= before:
            break
        losses[place] = before - words.score
        if words.score <= threshold and words.without(losses) <= threshold:
            break
    return sorted(words.spans(losses), key=lambda span: -span.weight)[:MAX_SPANS]


class _Word(NamedTuple):
    """A word, or a link, which counts as two: its place, and its features."""

    start: int
    end: int
    entries: tuple[Entry, ...]


class _Words:
    """The words of a text, and its score as words are taken out of it.

    Features are counted as features_of does; only the words for text statistics stay, because
    nearly the same text has nearly the same statistics.
    """

    def __init__(self, model, text, links):
        self.model, self.text, self.links = model, text, links
        tokens = tokens_of(text)
        self.words = [
            _Word(*place, tuple(entries_of(group)))
            for place, group in groupby(tokens, key=attrgetter("start", "end"))
        ]
        beside = [
            Token(word, 0, 0)
            for word in words_beside(text, [token.word for token in tokens], links)
        ]
        self.words.append(_Word(0, 0, tuple(entries_of(beside))))  # always there
        self.there = [True] * len(self.words)
        self.counts, self.sums = (Counter(), Counter()), [0.0, 0.0]
        for number in self._numbers(range(len(self.words))):
            self._add(0, number)
        for word in self.words:
            self._add_pieces(word)
        self.tried = sorted(range(len(self.words) - 1), key=self._weight)[-MAX_TRIED:]

    @property
    def score(self) -> float:
        return self.model.weights[FEATURE_COUNT] + math.fsum(
            size * total / math.sqrt(len(counts) or 1)
            for size, counts, total in zip(GROUP_SIZES, self.counts, self.sums, strict=True)
        )

    def heaviest(self, losses):
        """Return the place of the word without which the score is lowest; None without words."""
        beside = {place + step for place in losses for step in (-1, 1)}
        places = beside if _runs(losses) == MAX_SPANS else beside | set(self.tried)
        places = [n for n in sorted(places) if 0 <= n < len(self.words) - 1 and self.there[n]]
        return min(places, key=self._score_without, default=None)

    def take(self, place):
        """Take the word at a place out."""
        self._move(place, -1)

    def without(self, losses) -> float:
        """Return the exact score of the text with blanks in these places."""
        letters = list(self.text)
        for place in losses:
            start, end, _ = self.words[place]
            letters[start:end] = " " * (end - start)
        return self.model.score(features_of("".join(letters)))

    def spans(self, losses):
        """Yield the spans of the words that were taken out."""
        open_span = None
        for place in sorted(losses):
            start, end, _ = self.words[place]
            if open_span and place - 1 in losses:
                open_span = Span(open_span.start, end, open_span.weight + losses[place])
            else:
                if open_span:
                    yield open_span
                open_span = Span(start, end, losses[place])
        if open_span:
            yield open_span

    def _score_without(self, place):
        self._move(place, -1)
        score = self.score
        self._move(place, 1)
        return score

    def _weight(self, place):
        """Return the weight of a word by itself, with its pairs."""
        weight, beside = self.model.weights.__getitem__, (place - 1, place, place + 1)
        numbers = self._numbers(n for n in beside if 0 <= n < len(self.words))
        pieces = [weight(piece) for entry in self.words[place].entries for piece in entry.pieces]
        return sum(map(weight, numbers)) + math.fsum(pieces) / math.sqrt(len(pieces) or 1)

    def _move(self, place, amount):
        """Take a word out (-1), or put it back (1)."""
        before = next((n for n in range(place - 1, -1, -1) if self.there[n]), None)
        after = next(n for n in range(place + 1, len(self.there)) if self.there[n])
        beside = [n for n in (before, after) if n is not None]
        with_it = [n for n in (before, place, after) if n is not None]
        self.there[place] = amount > 0
        change = self._add if amount > 0 else self._remove
        undo = self._remove if amount > 0 else self._add
        for number in self._numbers(with_it):
            change(0, number)
        for number in self._numbers(beside):
            undo(0, number)
        self._add_pieces(self.words[place], change)

    def _numbers(self, places):
        """Return the numbers of the words in these places, and of the pairs that they form."""
        entries = [entry for place in places for entry in self.words[place].entries]
        pairs = [pair_number(first, second) for first, second in pairwise(entries)]
        return [entry.number for entry in entries] + pairs

    def _add_pieces(self, word, change=None):
        for entry in word.entries:
            for piece in entry.pieces:
                (change or self._add)(1, piece)

    def _add(self, group, number):
        counts = self.counts[group]
        if not counts[number]:
            self.sums[group] += self.model.weights[number]
        counts[number] += 1

    def _remove(self, group, number):
        counts = self.counts[group]
        counts[number] -= 1
        if not counts[number]:
            del counts[number]
            self.sums[group] -= self.model.weights[number]


def _runs(losses):
    """Return how many spans these places form."""
    return sum(place - 1 not in losses for place in losses)


def word_weight(model: Model, entry) -> float:
    """Return the weight of a word by itself, for comparisons."""
    pieces = math.fsum(map(model.weights.__getitem__, entry.pieces))
    return model.weights[entry.number] + pieces / math.sqrt(len(entry.pieces) or 1)
