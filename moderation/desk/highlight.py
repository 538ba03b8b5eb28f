"""Highlight the evidence of screening rules in a comment's text."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString

# Shorter evidence occurs in every second word, so highlighting it would not help.
MIN_EVIDENCE_LENGTH = 3
MAX_EVIDENCE_COUNT = 50  # strings searched for; more would not help


def highlight(text: str, evidence) -> SafeString:
    """Return `text` as typed, as HTML, with every string of `evidence` in <mark>.

    Each part is escaped separately, so that nothing in the text can begin or end a mark.
    """
    html, end = [], 0
    for start, stop in _spans(text, evidence):
        html += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return SafeString("".join([*html, escape(text[end:])]))


def _spans(text, evidence):
    """Yield the positions of evidence, left to right; the longest if two begin together."""
    stripped = {one.strip() for one in evidence}
    wanted = {one for one in stripped if len(one) >= MIN_EVIDENCE_LENGTH}
    if not wanted:
        return
    longest_first = sorted(wanted, key=len, reverse=True)[:MAX_EVIDENCE_COUNT]
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    yield from (match.span() for match in pattern.finditer(text))
