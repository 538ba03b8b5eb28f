"""Links within one text: to footnotes, and to headings from a table of contents.

A page has ids of its own (`comments`, `comment-12`), which a text must not use: every id of a text
gets the prefix `text-`, and so do links to it. An existing prefix is kept, so cleaning a text twice
changes nothing.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from urllib.parse import unquote

PREFIX = "text-"
ID = re.compile(r"[\w.:~-]{1,150}")


def prefix_ids(source: Iterable[dict]) -> Iterator[dict]:
    """Prefix the ids in a stream of tokens, and the links to them.

    The `name` of an anchor is an id in HTML 4. Of two equal ids the second is dropped; a link to an
    id that is not in the text is unchanged: it may lead to the comments.
    """
    tokens = list(source)
    ids = set()
    for token in tokens:
        if "data" in token and token["type"] in ("StartTag", "EmptyTag"):
            _prefix(token["data"], ids)
    for token in tokens:
        if token["type"] == "StartTag" and token["name"] == "a":
            _follow(token["data"], ids)
    yield from tokens


def _prefix(attributes, ids):
    name = attributes.pop((None, "name"), None)
    written = attributes.pop((None, "id"), name)
    if written is None:
        return
    prefixed = PREFIX + unescape(written).removeprefix(PREFIX)
    if prefixed not in ids:
        ids.add(prefixed)
        attributes[None, "id"] = prefixed


def _follow(attributes, ids):
    href = unescape(attributes.get((None, "href"), ""))
    prefixed = PREFIX + unquote(href[1:]).removeprefix(PREFIX)
    if href.startswith("#") and prefixed in ids:
        attributes[None, "href"] = escape(f"#{prefixed}")
