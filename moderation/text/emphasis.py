"""Emphasis by stars, an inline rule of Markdown: which stars open it, which close it."""

import re
import unicodedata

from markdown_it.rules_inline.state_inline import Delimiter

# A longer run is decoration or a masked word, not emphasis.
MAX_STARS = 3
RUN = re.compile(r"\*+")
SLASHES = frozenset("/\\")
# From here on, East Asian Width says "wide" for emoji, too.
EMOJI_FROM = "\U0001f000"
HANGUL_JAMO = range(0x1100, 0x1200)


def stars(state, silent):
    """Parse a run of stars as CommonMark does; return whether there was one.

    Stars never emphasise inside a word, beside a slash, or in a run of more than three. Chinese,
    Japanese and Korean, which write no spaces, also emphasise within a word, and beside their
    letters punctuation does not count (the "CJK-friendly" rules).
    """
    if silent or state.src[state.pos] != "*":
        return False
    start, end = RUN.match(state.src, state.pos).span()
    before, after = state.src[max(0, start - 1) : start], state.src[end : end + 1]
    can_open, can_close = _sides(before, after)
    if end - start > MAX_STARS or SLASHES & {before, after}:
        can_open = can_close = False
    for _ in range(start, end):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=end - start,
                token=len(state.tokens) - 1,
                end=-1,
                open=can_open,
                close=can_close,
            )
        )
    state.pos = end
    return True


def _sides(before, after):
    """Return (can_open, can_close) for stars between these two characters."""
    unspaced = _is_unspaced(before) or _is_unspaced(after)
    opens = not _is_blank(after) and (
        unspaced or not _is_punctuation(after) or _is_blank(before) or _is_punctuation(before)
    )
    closes = not _is_blank(before) and (
        unspaced or not _is_punctuation(before) or _is_blank(after) or _is_punctuation(after)
    )
    can_open = opens and (unspaced or not closes or _is_punctuation(before))
    can_close = closes and (unspaced or not opens or _is_punctuation(after))
    return can_open, can_close


def _is_blank(character):
    return not character or character.isspace()


def _is_punctuation(character):
    """Return whether it is punctuation or a symbol; "" is neither."""
    return bool(character) and unicodedata.category(character)[0] in "PS"


def _is_unspaced(character):
    """Return whether it belongs to Chinese, Japanese or Korean text."""
    if not character or character >= EMOJI_FROM and unicodedata.category(character) == "So":
        return False
    return ord(character) in HANGUL_JAMO or unicodedata.east_asian_width(character) in "WFH"
