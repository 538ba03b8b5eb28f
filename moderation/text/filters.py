"""Filters between bleach's parser and its serializer; each yields the allowed tokens."""

from html import escape

from moderation.text.links import bare_urls
from moderation.text.markup import BLOCKS, names

# There is no target, so noopener only matters if a template adds one.
COMMENT_REL = "nofollow ugc noopener"

POST_NAMES = {"h1": "h2", "h5": "h4", "h6": "h4", "strike": "s", "acronym": "abbr"}
# Useless without a URL, a language or an id.
EMPTY_WITHOUT_ATTRIBUTES = frozenset({"a", "span"})

# Elements that are invisible when empty.
HIDDEN_WHEN_EMPTY = names(
    "a abbr b blockquote cite code del details em figure figcaption h2 h3 h4 i ins kbd li mark ol p"
    " pre q rt ruby s samp small span strong sub summary sup ul var"
)
NEVER_LINKED_IN = frozenset({"a", "code", "pre"})


def rename(source):
    for token in source:
        if token.get("name") in POST_NAMES:
            token["name"] = POST_NAMES[token["name"]]
        yield token


def unwrap(source):
    """Drop bare links and spans, but keep their content; drop images without a source."""
    keeps = []  # for each open link and span, whether its tags stay
    for token in source:
        name, kind = token.get("name"), token["type"]
        if kind == "EmptyTag" and name == "img" and (None, "src") not in token["data"]:
            continue
        if name in EMPTY_WITHOUT_ATTRIBUTES and kind == "StartTag":
            keeps.append(name == "span" and bool(token["data"]) or _has_url_or_id(token["data"]))
            if not keeps[-1]:
                continue
        if name in EMPTY_WITHOUT_ATTRIBUTES and kind == "EndTag" and not keeps.pop():
            continue
        yield token


def _has_url_or_id(attributes):
    return (None, "href") in attributes or (None, "id") in attributes


def drop_empty(source):
    """Drop elements with nothing visible in them, such as empty paragraphs and links, unless they
    have an id to link to.
    """
    waiting, starts = [], []  # `starts`: the positions in `waiting` of open elements
    for token in source:
        kind, name = token["type"], token.get("name")
        if kind == "StartTag" and name in HIDDEN_WHEN_EMPTY and (None, "id") not in token["data"]:
            starts.append(len(waiting))
            waiting.append(token)
        elif starts and _is_blank(token):
            waiting.append(token)
        elif kind == "EndTag" and starts and name in HIDDEN_WHEN_EMPTY:
            _drop_last(waiting, starts.pop(), name)
            if not starts:
                yield from waiting
                waiting.clear()
        else:
            yield from waiting
            waiting.clear()
            starts.clear()
            yield token
    yield from waiting


def _is_blank(token):
    if token["type"] == "EmptyTag":
        return token["name"] == "br"
    return is_text(token) and not token["data"].strip()


def _drop_last(waiting, start, name):
    """Drop the element that ends here: blocks with their blanks, others without."""
    if name in BLOCKS:
        del waiting[start:]
    else:
        del waiting[start]


def link_bare_urls(source):
    """Make links of bare URLs outside of links and code."""
    unlinked = 0
    for token in source:
        if token.get("name") in NEVER_LINKED_IN:
            unlinked += {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
        if token["type"] == "Characters" and not unlinked and "://" in token["data"]:
            yield from _tokens_with_links(token["data"])
        else:
            yield token


def _tokens_with_links(text):
    end = 0
    for start, url in bare_urls(text):
        yield {"type": "Characters", "data": text[end:start]}
        yield {"type": "StartTag", "name": "a", "data": {(None, "href"): escape(url)}}
        yield {"type": "Characters", "data": url}
        yield {"type": "EndTag", "name": "a"}
        end = start + len(url)
    yield {"type": "Characters", "data": text[end:]}


def mark_links(source):
    for token in source:
        if token["type"] == "StartTag" and token["name"] == "a":
            token["data"][None, "rel"] = COMMENT_REL
        yield token


def is_text(token):
    return token["type"] in ("Characters", "SpaceCharacters")
