"""Names that look like other names: the same to the eye, in whatever script."""

import unicodedata
from functools import cache

from confusable_homoglyphs.confusables import confusables_data

# What the table of confusables does not say, because it goes by single characters and by case.
ALIKE = [("0", "o"), ("1", "l"), ("|", "l"), ("i", "l"), ("rn", "m"), ("vv", "w")]


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
    """Give the silhouette without accents: for words of the house, which have none."""
    decomposed = unicodedata.normalize("NFKD", name)
    return silhouette("".join(letter for letter in decomposed if not _is_mark(letter)))


def words(name: str) -> list[str]:
    """Give the bare silhouettes of a name's words."""
    spaced = "".join(letter if letter.isalnum() or _is_mark(letter) else " " for letter in name)
    return [bare_silhouette(word) for word in spaced.split()]


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
