"""Characters without meaning for a reader, and which of them are removed from text.

Removed: control characters, bidi embeddings and overrides (they reorder other people's text),
zero-width characters outside the scripts and emoji that need them, stacks of combining marks.
Ordinary Vietnamese, Hebrew, Arabic, Persian, Indic and Thai text is unchanged.
"""

import re
import unicodedata
from functools import cache

__all__ = ["clean_line", "clean_name", "clean_text"]

# More than any language puts on one letter: three general diacritics (IPA, decomposed Vietnamese),
# eight of a script's own marks (Tibetan and Myanmar stack them).
MAX_GENERAL_MARKS = 3
MAX_SCRIPT_MARKS = 8
# A name is on a single line.
MAX_NAME_MARKS = 5

GENERAL = (
    "\u0300-\u036f\u0483-\u0489\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
# Scripts with joined letters, in which a joiner or non-joiner has a meaning.
JOINING = (
    "\u0600-\u07ff\u0840-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
# Scripts written without blanks, in which a zero-width space separates words.
UNSPACED = "\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf"
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
PICTURES = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"

# Most text has only these: Latin, Greek and Cyrillic letters, Chinese, Japanese and Korean,
# punctuation, single emoji. No rule below changes any of them.
UNSUSPECTED = re.compile(
    "[\t\n -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e"
    "\u20a0-\u20cf\u2100-\u27ff\u2900-\u2fff\u3001-\u3029\u3030-\u3098\u309b-\u3163\u3165-\u9fff"
    "\uac00-\ud7a3\uff01-\uff9f\U0001f300-\U0001f3f3\U0001f3f5-\U0001faff]*"
)
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\u0085\u2028\u2029]")
CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u206a-\u206f\u2060-\u2065\ufeff\u180e\u034f"
    "\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
OLD_WINDOWS = re.compile("[\x80-\x9f]")
SURROGATES = re.compile("[\ud800-\udfff]")
DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c]")
FLAG_OR_TAG = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f)|[\U000e0000-\U000e007f]"
)
ZERO_WIDTH = re.compile(f"[\u00ad\u200b-\u200d{SELECTORS}]")
STRAY_SPACE = re.compile(f"(?<![{UNSPACED}])\u200b|\u200b(?![{UNSPACED}])")
STRAY_HYPHEN = re.compile("(?<![^\\W\\d_])\u00ad|\u00ad(?![^\\W\\d_])")
STRAY_SELECTOR = re.compile(f"(?:(?<=[{SELECTORS}\\s])|^)[{SELECTORS}]+", re.MULTILINE)
STRAY_JOINER = re.compile(
    f"(?<![{JOINING}{PICTURES}\ufe0f])[\u200c\u200d]+"
    f"|(?<=[{PICTURES}\ufe0f])(?:\u200c+|\u200d(?![{PICTURES}]))[\u200c\u200d]*"
    "|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
GENERAL_PILE = re.compile(f"([{GENERAL}]{{{MAX_GENERAL_MARKS}}})[{GENERAL}]+")

# Invisible, although Unicode classifies them as letters or symbols.
BLANKS = re.compile("[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159\U0001d173-\U0001d17a]")
SPACES = re.compile(r"\s+")
SOFT = re.compile("[\u00ad\u200b\u200e\u200f\u061c]")


def clean_text(text: str) -> str:
    """Return text without invisible, reordering and stacked characters; lone surrogates become
    U+FFFD.
    """
    if UNSUSPECTED.fullmatch(text):
        return text
    text = LINE_ENDS.sub("\n", text)
    text = CONTROLS.sub("", text)
    if text.isascii():
        return text
    text = SURROGATES.sub("\ufffd", text)
    text = OLD_WINDOWS.sub(_as_windows_1252, text)
    text = FLAG_OR_TAG.sub(r"\1", text)
    if not RIGHT_TO_LEFT.search(text):
        text = DIRECTION_MARKS.sub("", text)
    text = _without_strays(text)
    text = GENERAL_PILE.sub(r"\1", text)
    return _script_piles(MAX_SCRIPT_MARKS).sub(r"\1", text)


def clean_line(text: str) -> str:
    """Return the visible part of plain text on one line; empty if nothing is visible."""
    if not UNSUSPECTED.fullmatch(text):
        text = _without_strays(SOFT.sub("", BLANKS.sub(" ", clean_text(text))))
    text = SPACES.sub(" ", text).strip()
    return text if any(_is_visible(character) for character in text) else ""


def clean_name(name: str) -> str:
    """Return a display name in NFC on one line; empty if nothing of it is visible.

    Joiners stay only where a script or an emoji needs them.
    """
    name = clean_line(name)
    if name.isascii():  # the rest changes nothing
        return name
    name = _script_piles(MAX_NAME_MARKS).sub(r"\1", name)
    return clean_line(unicodedata.normalize("NFC", name))


def _without_strays(text):
    """Remove useless zero-width characters; removing one may make the next useless."""
    if not ZERO_WIDTH.search(text):
        return text
    for stray in (STRAY_SPACE, STRAY_HYPHEN, STRAY_SELECTOR, STRAY_JOINER):
        text = stray.sub("", text)
    return text


def _as_windows_1252(match):
    """Read 0x80–0x9F as Windows-1252, as browsers read references: for quotes in old exports."""
    return match[0].encode("latin-1").decode("cp1252", errors="ignore")


def _is_visible(character):
    return unicodedata.category(character)[0] not in "CZM" or unicodedata.category(character) in (
        "Co",
        "Cn",
    )


@cache
def _script_piles(limit):
    """Match the marks beyond `limit` on one letter, in any script."""
    planes = map(chr, range(0x300, 0x1F000))
    marks = "".join(mark for mark in planes if unicodedata.category(mark) in ("Mn", "Me"))
    return re.compile(f"([{marks}]{{{limit}}})[{marks}]+")
