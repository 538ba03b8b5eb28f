"""What people typed, made safe to show. The only module that knows bleach.

bleach 6.4.0 is its last release, and these of its holes stay open; each has its cure here:

- `href="javascript:123"`, `data:1`, `vbscript:1` and a `javascript:` of backticks, blanks and
  digits pass its protocol list. Cure: `links.is_link` takes http(s) with a host, and mailto.
- It leaves character references in attributes as typed, and one of 5,000 digits raises
  ValueError. Cure: `markup.rewrite` resolves references and writes every attribute itself.
- `linkify` ignores the protocol list, and its pattern is quadratic. Cure: our own
  `filters.link_bare_urls`, for http(s), no e-mail, no run over 100 characters.
- Deep nesting and unclosed formatting cost quadratic time, and 800 quotes survive. Cure: nesting
  and work are weighed in linear time before; what is too heavy is shown as plain text.
- A tag with thousands of attributes compares each with each. Cure: only allowed ones are left.
- Misplaced content of a table moves when it is parsed again. Cure: clean until nothing moves.
- Its tree of ElementTree loses elements that move out of a table, with their words, and asks each
  element for its place among all siblings. Cure: a tree of minidom.
- A Cleaner is not safe for threads. Cure: one a thread.

Sanitize when text is written (some two milliseconds for a hundred words), never when it is read.
Nothing here raises for any str.
"""

import re
import threading
from itertools import groupby

from bleach._vendor.html5lib import getTreeBuilder, getTreeWalker
from bleach.html5lib_shim import BleachHTMLParser
from bleach.sanitizer import Cleaner
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext

from moderation.text.budget import BUDGET_MICROSECONDS, OPEN_ELEMENT_MICROSECONDS, cost
from moderation.text.characters import clean_line, clean_name, clean_text
from moderation.text.filters import is_text
from moderation.text.markdown import is_plain_text, nesting_depth, plain_paragraphs, render_markdown
from moderation.text.markup import BLOCKS, TAG, decode_references, rewrite, weigh
from moderation.text.policy import COMMENT, POST
from moderation.text.removed import count_removed

__all__ = [
    "body_problem",
    "clean_name",
    "comment_html",
    "count_removed",
    "post_html",
    "visible_text",
]

COMMENT_MAX_CHARACTERS = 10_000
COMMENT_MAX_DEPTH = 10
# An article of 500,000 characters has some 20,000 tags, three or four deep.
POST_MAX_CHARACTERS = 1_000_000
POST_MAX_DEPTH = 60
POST_MAX_WORK = 150_000
POST_MAX_PASSES = 5

_local = threading.local()


def comment_html(body: str) -> str:
    """Return safe, balanced HTML of a comment as typed: gentle Markdown and simple HTML.

    Text that is too long or too deep, or costs more than its budget, becomes plain paragraphs.
    """
    text = clean_text(body)
    if (
        is_plain_text(text)
        or len(text) > COMMENT_MAX_CHARACTERS
        or _depth(text) > COMMENT_MAX_DEPTH
    ):
        return plain_paragraphs(text)
    microseconds = cost(text)
    if microseconds > BUDGET_MICROSECONDS:
        return plain_paragraphs(text)
    markup = rewrite(render_markdown(text), COMMENT.elements)
    weighed = weigh(markup)
    if (
        weighed.depth > COMMENT_MAX_DEPTH
        or microseconds + weighed.work * OPEN_ELEMENT_MICROSECONDS > BUDGET_MICROSECONDS
    ):
        return plain_paragraphs(text)
    return _clean(markup, COMMENT)


def post_html(body: str) -> str:
    """Return safe, balanced HTML of an editor's article, without the markup of word processors.

    Over 1,000,000 characters, 60 elements deep or more work than some five seconds, it becomes
    plain paragraphs.
    """
    text = clean_text(body)
    if len(text) > POST_MAX_CHARACTERS:
        return plain_paragraphs(text)
    markup = rewrite(text, POST.elements)
    weighed = weigh(markup)
    if weighed.depth > POST_MAX_DEPTH or weighed.work > POST_MAX_WORK:
        return plain_paragraphs(text)
    clean = _clean(markup, POST)
    return _clean_until_stable(clean) if "<table" in clean else clean


def visible_text(html: str) -> str:
    """Return on one line the visible text of sanitized HTML, or an empty string."""
    text = TAG.sub(lambda tag: " " if tag["name"].lower() in BLOCKS else "", html)
    return clean_line(decode_references(text))


def body_problem(body: str, limit: int = COMMENT_MAX_CHARACTERS) -> str | None:
    """Return in one sentence for its author why a body is refused, or None."""
    if "\x00" in body:
        return gettext(
            "Your text contains a NUL character, which cannot be stored. Please remove it."
        )
    if re.search("[\ud800-\udfff]", body):
        return gettext(
            "Your text contains half of a character, which cannot be stored. Please remove it."
        )
    length = len(body.replace("\r\n", "\n"))
    if length > limit:
        message = gettext(
            "Your text has %(length)s characters; the limit is %(limit)s. Please shorten it."
        )
        return message % {"length": intcomma(length), "limit": intcomma(limit)}
    if _depth(body) > COMMENT_MAX_DEPTH:
        message = gettext(
            "Your text nests quotes, lists or tags more than %(depth)d deep. Please make it"
            " flatter."
        )
        return message % {"depth": COMMENT_MAX_DEPTH}
    return None


def _depth(text):
    return nesting_depth(text) + weigh(text).depth


def _cleaner(policy):
    tags = frozenset(policy.elements)
    cleaner = Cleaner(
        tags=tags,
        attributes=policy.allows,
        # The policy decides which of them are allowed
        protocols={"http", "https", "mailto", "tel"},
        strip=True,
        filters=policy.filters,
    )
    cleaner.parser = BleachHTMLParser(
        tree=getTreeBuilder("dom"),
        tags=tags,
        strip=True,
        consume_entities=False,
        namespaceHTMLElements=False,
    )
    cleaner.walker = _walk
    return cleaner


def _walk(tree):
    """Yield the tokens of a tree; merge adjacent texts, or references would be cut in two."""
    for are_texts, tokens in groupby(getTreeWalker("dom")(tree), key=is_text):
        if are_texts:
            yield {"type": "Characters", "data": "".join(token["data"] for token in tokens)}
        else:
            yield from tokens


def _clean(markup, policy):
    if not hasattr(_local, policy.name):
        setattr(_local, policy.name, _cleaner(policy))
    return getattr(_local, policy.name).clean(markup).strip()


def _clean_until_stable(clean):
    """Clean again until nothing changes: misplaced content of a table moves when parsed again."""
    for _ in range(POST_MAX_PASSES):
        again = _clean(clean, POST)
        if again == clean:
            return clean
        clean = again
    return plain_paragraphs(visible_text(clean))
