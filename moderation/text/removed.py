"""Removed text: what sanitizing removed from a body, for an import's report and for its author."""

import re
from collections import Counter
from itertools import chain, islice
from textwrap import shorten

from django.utils.translation import gettext, pgettext

from moderation.text.characters import clean_text
from moderation.text.markdown import OTHER_NAMES
from moderation.text.markup import TAG, UNREAD_TAG, Tag, comments, decode_references, unread

# Sanitizing moves paragraphs and line breaks; that removes no words.
LAYOUT_ELEMENTS = frozenset({"p", "br"})
URL_ATTRIBUTES = frozenset(
    {"href", "src", "srcset", "action", "formaction", "xlink:href", "background"}
)
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]+")
# Enough to recognise the words, but not a second comment.
QUOTE_MAX_CHARACTERS = 80
SUMMARY_MAX_CHARACTERS = 240
MAX_REMOVED_ITEMS = 10  # hidden words and tags that are listed; a comment may have a thousand


def count_removed(body: str, html: str) -> Counter:
    """Count what `html` lacks of `body`: "element script", "attribute onclick",
    "address javascript:", "comment", "invisible character".

    A tag that can still be read, as in a sample of code, does not count as removed.
    """
    removed = _removed(body, html, _visible(html))
    removed["invisible character"] = len(body) - body.count("\r\n") - len(clean_text(body))
    return +removed


def describe_removed(body: str, html: str) -> str:
    """Return a sentence that tells the author what is hidden in a comment; "" if nothing is."""
    if "<" not in body:
        return ""
    visible = _visible(html)
    removed = _removed(body, html, visible)
    tags = [name.removeprefix("element ") for name in removed if "element " in name]
    tag_names = (f"<{tag}>" for tag in tags if tag not in OTHER_NAMES)
    listed = list(
        islice(chain(_quoted_words(body, visible, removed), tag_names), MAX_REMOVED_ITEMS + 1)
    )
    if not listed:
        return ""
    more = ["…"] * (len(listed) > MAX_REMOVED_ITEMS)
    summary = shorten(
        ", ".join(listed[:MAX_REMOVED_ITEMS] + more), SUMMARY_MAX_CHARACTERS, placeholder=" …"
    )
    message = gettext("Left out: %(summary)s. What stands between `backticks` stays as it is.")
    return message % {"summary": summary}


def _quoted_words(body, visible, removed):
    """Yield the hidden words that are visible nowhere else, shortened and in quotes."""
    visible_words = " ".join(visible.split())
    for hidden in _unread_words(body, visible, removed):
        words = _squeeze(hidden)
        if words not in visible_words:
            yield pgettext("quotation", "“%(words)s”") % {"words": _shorten(words)}


def _shorten(words):
    """Return the first words, or the first characters of one very long word."""
    if len(words) <= QUOTE_MAX_CHARACTERS or " " in words[:QUOTE_MAX_CHARACTERS]:
        return shorten(words, QUOTE_MAX_CHARACTERS, placeholder="…")
    return f"{words[: QUOTE_MAX_CHARACTERS - 1]}…"


def _unread_words(body, visible, removed):
    """Yield the content of scripts and the like, and of closed comments, unless the same text is
    visible in samples of code.
    """
    removed_names = _unread_names(body) - _unread_names(visible)
    for start, end in unread(body):
        if UNREAD_TAG.match(body, start)[1].lower() in removed_names:
            yield TAG.sub("", body[start:end])
    if removed["comment"]:
        yield from (body[start + len("<!--") : end - len("-->")] for start, end in comments(body))


def _unread_names(markup):
    return Counter(tag[1].lower() for tag in UNREAD_TAG.finditer(markup))


def _visible(html):
    return decode_references(TAG.sub("", html))


def _squeeze(text):
    return " ".join(decode_references(text).split())


def _removed(body, html, visible):
    return _count_markup(body) - _count_markup(html) - _count_markup(visible)


def _count_markup(markup):
    counts = Counter(comment=markup.count("<!--"))
    for match in TAG.finditer(markup):
        tag = Tag.of(match)
        if tag.closing:
            continue
        if tag.name not in LAYOUT_ELEMENTS:
            counts[f"element {tag.name}"] += 1
        counts.update(_attribute_label(name, value) for name, value in tag.attributes.items())
    return counts


def _attribute_label(name, value):
    if name not in URL_ATTRIBUTES:
        return f"attribute {name}"
    scheme = SCHEME.match(BLANKS.sub("", value or ""))
    return f"address {scheme[0].lower()}" if scheme else "address relative"
