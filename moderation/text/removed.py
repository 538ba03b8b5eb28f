"""What sanitizing took away: counted for the report of an import, told to whoever wrote it."""

import re
from collections import Counter
from itertools import chain, islice
from textwrap import shorten

from moderation.text.characters import tamed
from moderation.text.markdown import OTHER_NAMES
from moderation.text.markup import TAG, UNREAD_TAG, Tag, comments, decoded, unread

# Sanitizing moves paragraphs and line breaks about; no word is lost with them.
LAYOUT = frozenset({"p", "br"})
ADDRESSES = frozenset({"href", "src", "srcset", "action", "formaction", "xlink:href", "background"})
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]+")
# Characters: enough to know one's words by, and no second comment above the first.
TOLD_WORDS = 80
TOLD = 240
PIECES = 10  # hidden words and tags that are told; a comment may have a thousand, of a letter each


def losses(body: str, html: str) -> Counter:
    """Count what `html` no longer has of `body`: "element script", "attribute onclick",
    "address javascript:", "comment", "invisible character".

    What is still there to read, as a tag in a sample of code is, was not lost.
    """
    lost = _lost(body, html, _shown(html))
    lost["invisible character"] = len(body) - body.count("\r\n") - len(tamed(body))
    return +lost


def left_out(body: str, html: str) -> str:
    """Say in a sentence for its author what of a comment nobody reads; "" when there is nothing."""
    if "<" not in body:
        return ""
    shown = _shown(html)
    lost = _lost(body, html, shown)
    tags = [name.removeprefix("element ") for name in lost if "element " in name]
    named = (f"<{tag}>" for tag in tags if tag not in OTHER_NAMES)
    told = list(islice(chain(_quoted_words(body, shown, lost), named), PIECES + 1))
    if not told:
        return ""
    more = ["…"] * (len(told) > PIECES)
    listed = shorten(", ".join(told[:PIECES] + more), TOLD, placeholder=" …")
    return f"Left out: {listed}. What stands between `backticks` stays as it is."


def _quoted_words(body, shown, lost):
    """Give what is hidden and shows nowhere else, each in quotes and no longer than is told."""
    squeezed = " ".join(shown.split())
    for hidden in _unread_words(body, shown, lost):
        words = _squeezed(hidden)
        if words not in squeezed:
            yield f"“{_cut(words)}”"


def _cut(words):
    """Give the first words, or of one endless word its first characters."""
    if len(words) <= TOLD_WORDS or " " in words[:TOLD_WORDS]:
        return shorten(words, TOLD_WORDS, placeholder="…")
    return f"{words[: TOLD_WORDS - 1]}…"


def _unread_words(body, shown, lost):
    """Give what stands in scripts and their like, and in comments that end; unless as many of
    them show, in samples of code.
    """
    gone = _unread_names(body) - _unread_names(shown)
    for start, end in unread(body):
        if UNREAD_TAG.match(body, start)[1].lower() in gone:
            yield TAG.sub("", body[start:end])
    if lost["comment"]:
        yield from (body[start + len("<!--") : end - len("-->")] for start, end in comments(body))


def _unread_names(markup):
    return Counter(tag[1].lower() for tag in UNREAD_TAG.finditer(markup))


def _shown(html):
    return decoded(TAG.sub("", html))


def _squeezed(text):
    return " ".join(decoded(text).split())


def _lost(body, html, shown):
    return _pieces(body) - _pieces(html) - _pieces(shown)


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
