"""What sanitizing took away: counted for the report of an import, told to whoever wrote it."""

import re
from collections import Counter
from textwrap import shorten

from .characters import tamed
from .formatting import OTHER_NAMES
from .markup import TAG, Tag, decoded, unread

# Sanitizing moves paragraphs and line breaks about; no word is lost with them.
LAYOUT = frozenset({"p", "br"})
ADDRESSES = frozenset({"href", "src", "srcset", "action", "formaction", "xlink:href", "background"})
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]+")
# Characters: enough to know one's words by, and no second comment above the first.
TOLD_WORDS = 80
TOLD = 240


def losses(body: str, html: str) -> Counter:
    """Count what `html` no longer has of `body`: "element script", "attribute onclick",
    "address javascript:", "comment", "invisible character".

    What is still there to read, as a tag in a sample of code is, was not lost.
    """
    lost = _pieces(body) - _pieces(html) - _pieces(_shown(html))
    lost["invisible character"] = len(body) - body.count("\r\n") - len(tamed(body))
    return +lost


def left_out(body: str, html: str) -> str:
    """Say in a sentence for its author what of a comment nobody reads; "" when there is nothing."""
    if "<" not in body:
        return ""
    shown = _squeezed(_shown(html))
    words = [words for words in map(_squeezed, _unread_words(body)) if words not in shown]
    tags = [lost.removeprefix("element ") for lost in losses(body, html) if "element " in lost]
    named = [f"<{tag}>" for tag in tags if tag not in OTHER_NAMES]
    told = [f"“{shorten(said, TOLD_WORDS, placeholder='…')}”" for said in words] + named
    if not told:
        return ""
    listed = shorten(", ".join(told), TOLD, placeholder=" …")
    return f"Left out: {listed}. What stands between `backticks` stays as it is."


def _unread_words(body):
    """Give what stands in scripts and their like, and in comments that end."""
    hidden = [body[start:end] for start, end in unread(body)]
    remarks = (remark.partition("-->") for remark in body.split("<!--")[1:])
    return [TAG.sub("", words) for words in hidden] + [words for words, end, _ in remarks if end]


def _shown(html):
    return decoded(TAG.sub("", html))


def _squeezed(text):
    return " ".join(decoded(text).split())


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
