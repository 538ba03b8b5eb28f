"""Why a text has its score: which words weigh how much."""

import math
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from moderation.learning.features import (
    entries_of,
    features_of,
    pair_number,
    tokens_of,
)
from moderation.learning.learner import Model, scales_of

MAX_SPANS = 3
# Words beside a heavy one belong to it when they weigh at least this part of the heaviest.
NEIGHBOUR_PART = 0.1


class Span(NamedTuple):
    """A part of a text, and how much it adds to the score."""

    start: int
    end: int
    weight: float


def heaviest_spans(model: Model, text: str, links=()) -> list[Span]:
    """Return the spans of a text that add most to its score, the heaviest first."""
    tokens = tokens_of(text)
    weights = _weights_of(model, text, links, tokens)
    least = NEIGHBOUR_PART * max(weights, default=0)
    spans, is_open = [], False
    for token, weight in zip(tokens, weights, strict=True):
        if weight <= 0 or weight < least:
            is_open = False
        elif is_open:
            last = spans.pop()
            spans.append(Span(last.start, token.end, last.weight + weight))
        else:
            spans.append(Span(token.start, token.end, weight))
            is_open = True
    return sorted(spans, key=lambda span: -span.weight)[:MAX_SPANS]


def _weights_of(model, text, links, tokens):
    """Return what each word adds to the score: its own weight and that of its pieces, and half
    of each pair; what occurs several times is shared out among its places.
    """
    words_scale, pieces_scale = scales_of(features_of(text, links))
    weight, entries = model.weights.__getitem__, entries_of(tokens)
    words = Counter(entry.number for entry in entries)
    pieces = Counter(piece for entry in entries for piece in entry.pieces)
    weights = [
        words_scale * weight(entry.number) / words[entry.number]
        + pieces_scale * math.fsum(weight(piece) / pieces[piece] for piece in entry.pieces)
        for entry in entries
    ]
    pairs = [pair_number(first, second) for first, second in pairwise(entries)]
    counts = Counter(pairs)
    for place, pair in enumerate(pairs):
        half = words_scale * weight(pair) / counts[pair] / 2
        weights[place] += half
        weights[place + 1] += half
    return weights


def word_weight(model: Model, entry) -> float:
    """Return how heavy a word is by itself, to compare it with others."""
    pieces = math.fsum(map(model.weights.__getitem__, entry.pieces))
    return model.weights[entry.number] + pieces / math.sqrt(len(entry.pieces) or 1)
