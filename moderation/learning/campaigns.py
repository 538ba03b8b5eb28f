"""Group similar texts, as those of a campaign, by the same means as the desk.

A text joins the first group with most of its words.
"""

from collections import defaultdict

from moderation.similarity.fingerprint import Fingerprint, similarity

MIN_SIMILARITY = 0.5  # half of all words of two texts
MAX_CANDIDATES = 20  # for each band


def campaigns(fingerprints: list[Fingerprint]) -> list[int]:
    """Return for each text the position of the first similar one, or its own."""
    firsts, known = [], defaultdict(list)
    for position, (bands, terms) in enumerate(fingerprints):
        # A text with too few letters for bands is similar to another only with the same words.
        places = list(enumerate(bands)) or [frozenset(terms)]
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
