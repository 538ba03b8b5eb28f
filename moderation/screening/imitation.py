"""Names that look like other names: the same to the eye, in whatever script."""

import re
import unicodedata
from functools import cache, lru_cache
from string import digits

from confusable_homoglyphs.confusables import confusables_data

# What the table of confusables does not say, because it goes by single characters and by case.
ALIKE = [
    *[("0", "o"), ("1", "l"), ("|", "l"), ("i", "l"), ("rn", "m"), ("vv", "w")],
    *[("3", "e"), ("4", "a"), ("5", "s"), ("7", "t"), ("8", "b")],
    *[("ð", "d"), ("þ", "th"), ("ŋ", "n")],
]
# Letters: a shorter full name, run together, is another's by chance: Li Na and Lina.
CHANCE = 8
# What is put around a name that is taken: xXadminXx, admin007.
PADDING = digits + "xX"
# The names of staff are read again for every name they are compared with.
remembered = lru_cache(maxsize=1024)
# Of Latin, Greek, Cyrillic, Hebrew and Arabic; the vowel signs of other scripts are letters.
ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)


@remembered
def silhouette(name: str) -> str:
    """Give what the eye takes in of a name; two names that look alike have the same.

    Accents stay, for they tell people apart: Zoë is not Zoe.
    """
    letters = unicodedata.normalize("NFKC", name)
    letters = "".join(_drawn_like(letter) for letter in letters).casefold()
    letters = "".join(_drawn_like(letter) for letter in letters)
    for seen, like in ALIKE:
        letters = letters.replace(seen, like)
    return "".join(letter for letter in letters if letter.isalnum() or _is_mark(letter))


def bare_silhouette(name: str) -> str:
    """Give the silhouette without accents: who types a name from memory leaves them out."""
    # Twice, for the table draws ø as an o with a stroke, and knows no ö.
    return _unaccented(silhouette(_unaccented(name)))


@cache
def is_letter(letter: str) -> bool:
    """Whether a character is seen as a letter: ⓜ and | are."""
    return bool(silhouette(letter))


@remembered
def words(name: str) -> tuple[str, ...]:
    """Give the bare silhouettes of a name's words; letters set apart are one."""
    said = tuple(bare_silhouette(word) for word in _written(name))
    return said if any(len(word) > 1 for word in said) else ("".join(said),) * bool(said)


@remembered
def unpadded(name: str) -> frozenset[str]:
    """Give the ways to read a name: as it stands, and without what its words are padded with."""
    readings = {name}
    for trim in (str.rstrip, str.strip):  # the 4 of 4dmin1 is a letter, and the 1 is not
        trimmed = [trim(word, PADDING) or word.strip(digits) for word in _written(name)]
        readings.add(" ".join(trimmed))
    return frozenset(readings)


def disguises(name: str, full: str) -> bool:
    """Whether the words of a full name stand in another: in any order, without accents, padded."""
    return any(_stands_in(words(reading), words(full)) for reading in unpadded(name))


def _stands_in(said, sought):
    letters, together = "".join(said), "".join(sought)
    if len(together) >= CHANCE and _is_drawn_out(letters, together):
        return True
    if not all(word in letters for word in sought):
        return False  # as nearly always; what follows takes longer
    runs = (said[start : start + len(sought)] for start in range(len(said) - len(sought) + 1))
    return any(all(map(_is_drawn_out, sorted(run), sorted(sought))) for run in runs)


def _is_drawn_out(word, sought):
    """Whether a word is another, or that with its last letter repeated."""
    return word.startswith(sought) and not word[len(sought) :].strip(sought[-1])


def _written(name):
    letters = unicodedata.normalize("NFKC", name)
    return "".join(letter if is_letter(letter) else " " for letter in letters).split()


def _unaccented(text):
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text))


def _is_mark(letter):
    return unicodedata.category(letter) in ("Mn", "Mc", "Me")


@cache
def _drawn_like(letter):
    """Give the ASCII letters that a character is drawn like, else the character itself."""
    if letter.isascii():
        return letter
    named = unicodedata.name(letter, "")
    if "NEGATIVE" in named and "LATIN CAPITAL LETTER" in named:
        return named[-1]  # 🅰, white on black
    glyphs = [like["c"] for like in confusables_data.get(letter, ())]
    latin = [glyph for glyph in glyphs if glyph.isascii() and glyph.isalnum()]
    if latin:
        return latin[0]
    return glyphs[0] if len(glyphs) == 1 and glyphs[0][0].isalnum() else letter
