"""What sanitizing took away, counted for the report of an import."""

import re
from collections import Counter

from .characters import tamed
from .markup import TAG, Tag, decoded

# Sanitizing moves paragraphs and line breaks about; no word is lost with them.
LAYOUT = frozenset({"p", "br"})
ADDRESSES = frozenset({"href", "src", "srcset", "action", "formaction", "xlink:href", "background"})
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]+")


def losses(body: str, html: str) -> Counter:
    """Count what `html` no longer has of `body`: "element script", "attribute onclick",
    "address javascript:", "comment", "invisible character".

    What is still there to read, as a tag in a sample of code is, was not lost.
    """
    shown = decoded(TAG.sub("", html))
    lost = _pieces(body) - _pieces(html) - _pieces(shown)
    lost["invisible character"] = len(body) - body.count("\r\n") - len(tamed(body))
    return +lost


def _pieces(markup):
    pieces = Counter(comment=markup.count("<!--"))
    for match in TAG.finditer(markup):
        tag = Tag.of(match)
        if tag.closing:
            continue
        if tag.name not in LAYOUT:
            pieces[f"element {tag.name}"] += 1
        pieces.update(_named(name, value) for name, value in tag.attributes.items())
    return pieces


def _named(name, value):
    if name not in ADDRESSES:
        return f"attribute {name}"
    scheme = SCHEME.match(BLANKS.sub("", value or ""))
    return f"address {scheme[0].lower()}" if scheme else "address relative"
