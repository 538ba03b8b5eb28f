"""The fingerprint of a text: similar for texts that share most of their words.

Of all runs of five letters the smallest hash in each of 64 bins is taken (MinHash with one
permutation), and three bins together make a band. Two texts with the same band in the same place
are candidates; then their terms are compared. The hashes are the same in each process and on each
machine, because they are stored.
"""

import re
from array import array
from collections.abc import Collection, Sequence
from struct import Struct
from typing import NamedTuple
from unicodedata import combining, normalize
from zlib import crc32

from posts.plain_text import plain_text
from posts.words import index_terms

BINS = 64
BAND_SIZE = 3  # bins
BANDS = BINS // BAND_SIZE
SHINGLE_LENGTH = 5  # characters
# Shorter texts ("Thank you very much!") are similar by chance.
MIN_LETTERS = 20
MAX_CHARACTERS = 10_000  # of a text that are read
MAX_LETTERS = 2 * MAX_CHARACTERS  # after decomposition: one ligature may have 18 letters

NO_LETTERS = re.compile(r"[\W_]+")
# CRC-32 maps neighbours to neighbours; a multiplication spreads them over the bins.
SPREAD, MASK = 0x9E3779B1, 0xFFFFFFFF
BIN_SHIFT = 32 - BINS.bit_length() + 1  # the highest bits of a hash are the number of its bin
BAND = Struct(f"<{BAND_SIZE}I")
SIGNED = 1 << 31


class Fingerprint(NamedTuple):
    """The bands that find similar texts, and the terms that are compared, or their hashes."""

    bands: Sequence[int]
    terms: Collection

    @classmethod
    def of(cls, text: str) -> "Fingerprint":
        return cls(bands_of(text), terms_of(text))

    @classmethod
    def packed(cls, text: str) -> "Fingerprint":
        """Return the same in a third of the memory, for comparing thousands with each other."""
        terms = sorted(crc32(term.encode(errors="surrogatepass")) for term in terms_of(text))
        return cls(array("i", bands_of(text)), array("I", terms))


def text_of(comment) -> str:
    """Return the visible text of a comment with its additions."""
    return " ".join(plain_text(text.body_html) for text in comment.texts)


def fold(text: str) -> str:
    """Return a text without case, accents and punctuation, with single blanks."""
    text = text[:MAX_CHARACTERS].casefold()
    if not text.isascii():
        letters = normalize("NFKD", text)[:MAX_LETTERS]
        text = normalize("NFC", "".join(letter for letter in letters if not combining(letter)))
    return NO_LETTERS.sub(" ", text).strip()


def terms_of(text: str) -> frozenset[str]:
    """Return the distinct words of a text, or pairs of letters if no blanks separate them."""
    return frozenset(index_terms(fold(text)))


def similarity(terms: Collection, others: Collection) -> float:
    """Return the Jaccard similarity of two sets of terms, from 0 to 1."""
    terms, others = frozenset(terms), frozenset(others)
    union = len(terms | others)
    return len(terms & others) / union if union else 0.0


def bands_of(text: str) -> list[int]:
    """Return the bands of a text, 32-bit integers; none for a text with too few letters."""
    folded = fold(text)
    if len(folded) - folded.count(" ") < MIN_LETTERS:
        return []
    bins = _filled(_smallest_hashes(folded))
    places = range(0, BANDS * BAND_SIZE, BAND_SIZE)
    return [crc32(BAND.pack(*bins[place : place + BAND_SIZE])) - SIGNED for place in places]


def _smallest_hashes(folded):
    """Return the smallest hash of each non-empty bin, by the number of the bin."""
    starts = range(len(folded) - SHINGLE_LENGTH + 1)
    shingles = {folded[start : start + SHINGLE_LENGTH] for start in starts}
    hashes = {crc32(shingle.encode()) * SPREAD & MASK for shingle in shingles}
    return {value >> BIN_SHIFT: value for value in sorted(hashes, reverse=True)}


def _filled(smallest):
    """Return the hashes of all bins; an empty bin has that of the next non-empty one."""
    value = smallest[min(smallest)]  # the last bin is followed by the first
    bins = [0] * BINS
    for number in reversed(range(BINS)):
        value = bins[number] = smallest.get(number, value)
    return bins
