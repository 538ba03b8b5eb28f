"""Names that look like other names, in any script.

The skeleton of a name (Unicode UTS #39) is equal for names that look the same.
"""

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from string import digits

# Pairs missing from the table of confusables, which holds single characters of one case.
LOOKALIKES = [
    *[("0", "o"), ("1", "l"), ("|", "l"), ("i", "l"), ("rn", "m"), ("vv", "w")],
    *[("3", "e"), ("4", "a"), ("5", "s"), ("7", "t"), ("8", "b")],
    *[("ð", "d"), ("þ", "th"), ("ŋ", "n")],
]
# A shorter full name, written as one word, may be another name by chance: Li Na and Lina.
MIN_JOINED_LETTERS = 8
# Characters that people put around a taken name: xXadminXx, admin007.
PADDING = digits + "xX"
# The names of staff are compared with the name of every draft.
memoize = lru_cache(maxsize=1024)
# Of Latin, Greek, Cyrillic, Hebrew and Arabic; the vowel signs of other scripts are letters.
ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)


@memoize
def skeleton(name: str) -> str:
    """Return the skeleton of a name; two names that look alike have the same.

    Accents stay, because they distinguish people: Zoë is not Zoe.
    """
    letters = unicodedata.normalize("NFKC", name)
    letters = "".join(ascii_lookalike(letter) for letter in letters).casefold()
    letters = "".join(ascii_lookalike(letter) for letter in letters)
    for letter, like in LOOKALIKES:
        letters = letters.replace(letter, like)
    return "".join(letter for letter in letters if letter.isalnum() or _is_mark(letter))


@memoize
def bare_skeleton(name: str) -> str:
    """Return the skeleton without accents, which people leave out when they type a name."""
    # Twice: the table maps ø to o with a stroke, and lacks ö.
    return unaccented(skeleton(unaccented(name)))


@cache
def is_letter(letter: str) -> bool:
    """Return whether a character looks like a letter, as ⓜ and | do."""
    return bool(skeleton(letter))


@memoize
def words(name: str) -> tuple[str, ...]:
    """Return the bare skeletons of a name's words; spaced letters are one word."""
    skeletons = tuple(bare_skeleton(word) for word in _typed_words(name))
    if any(len(word) > 1 for word in skeletons):
        return skeletons
    return ("".join(skeletons),) if skeletons else ()


@memoize
def readings_of(name: str) -> frozenset[str]:
    """Return the possible readings of a name: as typed, and without the padding of its words."""
    readings = {name}
    for trim in (str.rstrip, str.strip):  # the 4 of 4dmin1 is a letter, and the 1 is not
        trimmed = [trim(word, PADDING) or word.strip(digits) for word in _typed_words(name)]
        readings.add(" ".join(trimmed))
    return frozenset(readings)


def imitates(name: str, full: str) -> bool:
    """Return whether a name contains the words of a full name: in any order, unaccented, padded."""
    return any(_contains(words(reading), words(full)) for reading in readings_of(name))


def _contains(name, sought):
    letters, together = "".join(name), "".join(sought)
    if len(together) >= MIN_JOINED_LETTERS and _is_lengthened(letters, together):
        return True
    if not all(word in letters for word in sought):
        return False  # nearly always; the rest takes longer
    runs = (name[start : start + len(sought)] for start in range(len(name) - len(sought) + 1))
    return any(all(map(_is_lengthened, sorted(run), sorted(sought))) for run in runs)


def _is_lengthened(word, sought):
    """Return whether a word is the other one, also with its last letter repeated."""
    return word.startswith(sought) and not word[len(sought) :].strip(sought[-1])


def _typed_words(name):
    letters = unicodedata.normalize("NFKC", name)
    return "".join(letter if is_letter(letter) else " " for letter in letters).split()


def unaccented(text: str) -> str:
    """Return a text without its accents, in Unicode's decomposed form."""
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text))


def _is_mark(letter):
    return unicodedata.category(letter) in ("Mn", "Mc", "Me")


@cache
def ascii_lookalike(letter: str) -> str:
    """Return the ASCII letters that a character looks like, else the character itself."""
    if letter.isascii():
        return letter
    unicode_name = unicodedata.name(letter, "")
    if "NEGATIVE" in unicode_name and "LATIN CAPITAL LETTER" in unicode_name:
        return unicode_name[-1]  # 🅰, white on black
    return _confusables().get(letter, letter)


@cache
def _confusables() -> dict[str, str]:
    """Return, by character, what it looks like, from the table of confusable_homoglyphs.

    The package's own modules hold ten megabytes of it in each process; this takes three to read it.
    """
    table = files("confusable_homoglyphs").joinpath("confusables.json").read_bytes()
    likes = json.loads(table, object_pairs_hook=_without_names)
    looks = {letter: _glyph_in(glyphs) for letter, glyphs in likes.items() if not letter.isascii()}
    return {letter: glyph for letter, glyph in looks.items() if glyph}


def _without_names(pairs):
    """Return a glyph for an entry with a glyph and its name; other entries unchanged."""
    row = dict(pairs)
    return row["c"] if row.keys() == {"c", "n"} else row


def _glyph_in(glyphs: list[str]) -> str:
    """Return the ASCII letters among similar glyphs, else the only one, or ""."""
    latin = [glyph for glyph in glyphs if glyph.isascii() and glyph.isalnum()]
    if latin:
        return latin[0]
    return glyphs[0] if len(glyphs) == 1 and glyphs[0][0].isalnum() else ""
