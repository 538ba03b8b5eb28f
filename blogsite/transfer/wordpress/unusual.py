"""Convert elements that a post cannot have here to others."""

import re
from collections import Counter

from django.utils.translation import gettext_noop

ICON = re.compile(r"<span class=\"[^\"<>]{0,200}__toggle-icon\"[^<>]{0,200}>[^<>]{0,10}</span>")
TOGGLE = re.compile(r"</?button\b[^<>]{0,1000}>")
ACCORDION = "wp-block-accordion"
FORMULA = re.compile(r"<(?P<close>/)?math\b[^<>]{0,1000}>", re.IGNORECASE)
SOURCE = re.compile(
    r"<annotation\b[^<>]{0,200}x-tex[^<>]{0,200}>(?P<tex>[^<>]*)</annotation>", re.IGNORECASE
)
# Their words would be outside of the paragraphs around them.
SECTION = re.compile(
    r"<(?P<close>/?)(?:address|article|aside|center|footer|header|main|section)(?=[\s>/])",
    re.IGNORECASE,
)


def with_divs(body: str) -> str:
    """Return a body in which all sectioning elements are <div>."""
    return SECTION.sub(lambda tag: f"<{tag['close']}div", body)


def without_toggles(body: str) -> str:
    """Return a body whose accordions have headings with only words, without buttons and icons."""
    return TOGGLE.sub("", ICON.sub("", body)) if ACCORDION in body else body


def with_formulas(body: str, changes: Counter) -> str:
    """Return a body in which formulas are their TeX, if it is available."""
    parts, done, opening = [], 0, None
    for edge in FORMULA.finditer(body):
        if not edge["close"]:
            opening = opening or edge
        elif opening:
            if source := SOURCE.search(body, opening.end(), edge.start()):
                parts += body[done : opening.start()], f"<code>{source['tex'].strip()}</code>"
                done = edge.end()
                changes[gettext_noop("formula that is its source now")] += 1
            opening = None
    return "".join([*parts, body[done:]])
