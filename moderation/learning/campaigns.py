"""Which examples are alike, as the comments of one campaign are.

An example belongs to the first one that has most of its pieces of words. To find that one, the
numbers of the pieces are cut into ranges: texts that are alike have the same smallest number in
most ranges. Four ranges make a band, and only examples that share a whole band are compared.
"""

from bisect import bisect_left
from collections import defaultdict

from moderation.learning.features import FEATURE_COUNT

RANGES, BAND_SIZE = 32, 4
WIDTH = FEATURE_COUNT // RANGES
MIN_LIKENESS = 0.6  # the part of all pieces of two texts that both have
MAX_CANDIDATES = 20  # of one band


def campaigns(examples) -> list[int]:
    """Return for each example the position of the first one that is like it, or its own."""
    firsts, bands = [], defaultdict(list)
    for position, example in enumerate(examples):
        pieces = set(example.features.pieces)
        own_bands = list(_bands(example.features.pieces))
        candidates = sorted({first for band in own_bands for first in bands[band]})
        first = next((n for n in candidates if _alike(pieces, examples[n])), position)
        if first == position:
            for band in own_bands:
                if len(bands[band]) < MAX_CANDIDATES:
                    bands[band].append(position)
        firsts.append(first)
    return firsts


def _bands(pieces):
    """Yield the bands of a text: its smallest number in each of four ranges that follow."""
    smallest = []
    for start in range(0, FEATURE_COUNT, WIDTH):
        place = bisect_left(pieces, start)
        is_there = place < len(pieces) and pieces[place] < start + WIDTH
        smallest.append(pieces[place] if is_there else -1)
    for start in range(0, RANGES, BAND_SIZE):
        band = tuple(smallest[start : start + BAND_SIZE])
        if max(band) >= 0:
            yield start, band


def _alike(pieces, example):
    others = set(example.features.pieces)
    return len(pieces & others) >= MIN_LIKENESS * len(pieces | others)
