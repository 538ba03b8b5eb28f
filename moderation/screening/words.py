"""The words of a text, normalized: one form for all spellings.

A character of a script without spaces (Chinese, Japanese, Thai) is a word by itself, and so is a
symbol such as an emoji.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from moderation.screening.imitation import ascii_lookalike, unaccented

INVISIBLE = re.compile(
    "[\u00ad\u061c\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
    "\U0001d159\U0001d173-\U0001d17a]"
)
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Word(NamedTuple):
    """A word without its case, and without accents; its place in the text."""

    exact: str
    bare: str
    start: int
    end: int


def plain(text: str) -> str:
    """Return a text in Unicode's compatibility form, without invisible characters."""
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", text))


def words_of(text: str) -> list[Word]:
    """Return the words of a text from `plain`, in order."""
    words, position = [], 0
    for kind, letters in groupby(text, _kind):
        run = "".join(letters)
        if kind == "word":
            words.append(Word(*_forms(run), position, position + len(run)))
        elif kind == "unspaced":
            words += [
                Word(letter, letter, position + index, position + index + 1)
                for index, letter in enumerate(run)
            ]
        position += len(run)
    return [word for word in words if word.bare]  # no stray accents


@lru_cache(maxsize=4_096)
def _kind(letter):
    category = unicodedata.category(letter)
    if UNSPACED.match(letter) and category[0] in "LMN" or category == "So":
        return "unspaced"
    return "word" if category[0] in "LMN" else ""


def _latin_lookalike(letter):
    like = ascii_lookalike(letter).casefold()
    return like if like.isascii() else letter


@lru_cache(maxsize=16_384)
def _forms(word):
    """Return a word without its case, and also without its accents.

    In a word that mixes scripts, letters that look like Latin ones are replaced: a Cyrillic а among
    Latin letters is meant to deceive. A word in one other script is unchanged.
    """
    folded = word.casefold()
    if folded.isascii():
        return folded, folded
    if any("a" <= letter <= "z" for letter in folded):
        folded = "".join(map(_latin_lookalike, folded))
    exact = unicodedata.normalize("NFKC", folded)
    return exact, unicodedata.normalize("NFKC", unaccented(exact))
