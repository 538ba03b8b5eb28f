"""Names that look like other names: the same to the eye, in whatever script."""

import re
import unicodedata
from functools import cache

from confusable_homoglyphs.confusables import confusables_data

# What the table of confusables does not say, because it goes by single characters and by case.
ALIKE = [
    *[("0", "o"), ("1", "l"), ("|", "l"), ("i", "l"), ("rn", "m"), ("vv", "w")],
    *[("3", "e"), ("4", "a"), ("5", "s"), ("7", "t"), ("8", "b")],
    *[("ð", "d"), ("þ", "th"), ("ŋ", "n")],
]
# Letters: a shorter full name stands in others by chance, Li Na in Celina.
CHANCE = 8
# Of Latin, Greek, Cyrillic, Hebrew and Arabic; the vowel signs of other scripts are letters.
ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)


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


def words(name: str) -> list[str]:
    """Give the bare silhouettes of a name's words; letters set apart are one."""
    spaced = "".join(letter if letter.isalnum() or _is_mark(letter) else " " for letter in name)
    said = [bare_silhouette(word) for word in spaced.split()]
    return said if any(len(word) > 1 for word in said) else ["".join(said)] * bool(said)


def disguises(name: str, full: str) -> bool:
    """Whether a full name stands within another: in any order, without accents, lengthened."""
    said, sought = words(name), words(full)
    if len("".join(sought)) >= CHANCE and "".join(sought) in "".join(said):
        return True
    return any(
        "".join(said[start:]).startswith("".join(sought))
        or sorted(said[start : start + len(sought)]) == sorted(sought)
        for start in range(len(said))
    )


def _unaccented(text):
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text))


def _is_mark(letter):
    return unicodedata.category(letter) in ("Mn", "Mc", "Me")


@cache
def _drawn_like(letter):
    """Give the ASCII letters that a character is drawn like, else the character itself."""
    if letter.isascii():
        return letter
    glyphs = [like["c"] for like in confusables_data.get(letter, ())]
    latin = [glyph for glyph in glyphs if glyph.isascii() and glyph.isalnum()]
    if latin:
        return latin[0]
    return glyphs[0] if len(glyphs) == 1 and glyphs[0][0].isalnum() else letter
