"""Which texts are alike, as those of one campaign are: found and compared as at the desk.

A text belongs to the first one that has most of its words.
"""

from collections import defaultdict

from moderation.similarity.fingerprint import Fingerprint, similarity

MIN_SIMILARITY = 0.5  # half of all words of two texts
MAX_CANDIDATES = 20  # for each band


def campaigns(fingerprints: list[Fingerprint]) -> list[int]:
    """Return for each text the position of the first one that is like it, or its own."""
    firsts, known = [], defaultdict(list)
    for position, (bands, terms) in enumerate(fingerprints):
        # A text with too few letters for bands is like another only when the words are the same.
        places = list(enumerate(bands)) or [terms]
        candidates = sorted({first for place in places for first in known[place]})
        alike = (
            first
            for first in candidates
            if similarity(terms, fingerprints[first].terms) >= MIN_SIMILARITY
        )
        firsts.append(next(alike, position))
        for place in places if firsts[-1] == position else ():
            if len(known[place]) < MAX_CANDIDATES:
                known[place].append(position)
    return firsts
