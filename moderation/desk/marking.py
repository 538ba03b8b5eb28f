"""What the rules found in a comment, marked in its words."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString

# Shorter evidence is found in every second word, and marks nothing.
SHORTEST = 3
MOST = 50  # pieces of evidence looked for; more say nothing more


def marked(text: str, evidence) -> SafeString:
    """Give `text` as HTML that shows it as typed, with every piece of `evidence` in <mark>.

    Each part is escaped by itself, so that nothing in the text can begin or end a mark.
    """
    html, end = [], 0
    for start, stop in _places(text, evidence):
        html += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return SafeString("".join([*html, escape(text[end:])]))


def _places(text, evidence):
    """Yield where evidence stands, left to right; the longest where two begin together."""
    sought = {piece.strip() for piece in evidence if len(piece.strip()) >= SHORTEST}
    if not sought:
        return
    longest_first = sorted(sought, key=len, reverse=True)[:MOST]
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    yield from (found.span() for found in pattern.finditer(text))
