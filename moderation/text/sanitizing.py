"""What people typed, made safe to show. The only module that knows bleach.

bleach 6.4.0 is its last release, and these of its holes stay open; each has its cure here:

- `href="javascript:123"`, `data:1`, `vbscript:1` and a `javascript:` of backticks, blanks and
  digits pass its protocol list. Cure: `addresses.is_link` takes http(s) with a host, and mailto.
- It leaves character references in attributes as typed, and one of 5,000 digits raises
  ValueError. Cure: `markup.rebuilt` resolves references and writes every attribute anew.
- `linkify` ignores the protocol list, and its pattern is quadratic. Cure: our own `_link_bare`,
  for http(s), no e-mail, no run over 100 characters.
- Deep nesting and unclosed formatting cost quadratic time, and 800 quotes survive. Cure: nesting
  and work are weighed in linear time before; what is too heavy is shown as plain text.
- A tag with thousands of attributes compares each with each. Cure: only allowed ones are left.
- What stands wrongly in a table moves when it is read anew. Cure: cleaned until nothing moves.
- Its tree of ElementTree loses elements that move out of a table, with their words, and asks each
  element for its place among all siblings. Cure: a tree of minidom.
- A Cleaner is not safe for threads. Cure: one a thread.

Sanitize when text is written (some two milliseconds for a hundred words), never when it is read.
Nothing here raises for any str.
"""

import re
import threading
from functools import partial
from html import escape, unescape
from itertools import groupby

from bleach._vendor.html5lib import getTreeBuilder, getTreeWalker
from bleach.html5lib_shim import BleachHTMLParser
from bleach.sanitizer import Cleaner

from moderation.text.budget import BUDGET, OPEN_ELEMENT, cost
from moderation.text.characters import clean_name, readable, tamed
from moderation.text.fragments import ID, with_jumps
from moderation.text.hosts import show_hosts
from moderation.text.links import bare_urls, is_link, is_media, is_site_link
from moderation.text.markdown import ELEMENTS as COMMENT_ELEMENTS
from moderation.text.markdown import depth, formatted, is_plain, plain
from moderation.text.markup import BLOCKS, TAG, decoded, names, rebuilt, weight
from moderation.text.removed import losses

__all__ = ["body_problem", "clean_name", "comment_html", "losses", "post_html", "visible_text"]

COMMENT_LIMIT = 10_000
COMMENT_DEPTH = 10
# An article of 500,000 characters has some 20,000 tags, three or four deep.
POST_LIMIT = 1_000_000
POST_DEPTH = 60
POST_WORK = 150_000
POST_PASSES = 5

# No target, so noopener only guards against one that a template may add.
COMMENT_REL = "nofollow ugc noopener"

POST_ELEMENTS = {
    **{name: {"dir", "lang"} for name in names("p h1 h2 h3 h4 h5 h6 li figure figcaption div")},
    **{name: {"dir", "lang"} for name in names("blockquote ul em strong i b span q cite summary")},
    **{name: set() for name in names("br hr pre code kbd samp var s strike sub sup del ins mark")},
    **{name: set() for name in names("small table caption thead tbody tfoot tr dl dt dd")},
    "a": {"href", "title", "name"},
    "abbr": {"title"},
    "details": {"open", "dir", "lang"},
    "acronym": {"title"},
    "img": {"src", "alt", "title", "width", "height", "loading", "srcset", "sizes"},
    "ol": {"start", "reversed", "dir", "lang"},
    "td": {"colspan", "rowspan", "dir", "lang"},
    "th": {"colspan", "rowspan", "scope", "dir", "lang"},
    "time": {"datetime"},
}
POST_ELEMENTS = {name: allowed | {"id"} for name, allowed in POST_ELEMENTS.items()}
POST_NAMES = {"h1": "h2", "h5": "h4", "h6": "h4", "strike": "s", "acronym": "abbr"}
# These say nothing without a URL, a language or an id to jump to.
UNWRAPPED = frozenset({"a", "span"})

# Elements that show nothing when they hold nothing.
HOLLOW = names(
    "a abbr b blockquote cite code del details em figure figcaption h2 h3 h4 i ins kbd li mark ol p"
    " pre q s samp small span strong sub summary sup ul var"
)
UNLINKED = frozenset({"a", "code", "pre"})

CANDIDATE = re.compile(r"(\S+)(?:\s+(?:[0-9]{1,5}w|[0-9](?:\.[0-9]{1,3})?x))?")
SHAPES = {
    "width": re.compile(r"[0-9]{1,5}"),
    "height": re.compile(r"[0-9]{1,5}"),
    "start": re.compile(r"-?[0-9]{1,9}"),
    "value": re.compile(r"-?[0-9]{1,9}"),
    "reversed": re.compile(r"(?:reversed)?"),
    "open": re.compile(r"(?:open)?"),
    "id": ID,
    "name": ID,
    "colspan": re.compile(r"[0-9]{1,3}"),
    "rowspan": re.compile(r"[0-9]{1,3}"),
    "scope": re.compile(r"(?:row|col)(?:group)?"),
    "loading": re.compile(r"lazy|eager"),
    "sizes": re.compile(r"[\w\s().,:%+*/-]{1,300}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "lang": re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8}){0,4}"),
    "datetime": re.compile(r"[0-9TZ:+. -]{1,40}"),
    "title": re.compile(r".{0,300}", re.DOTALL),
    "alt": re.compile(r".{0,2000}", re.DOTALL),
}

_local = threading.local()


def comment_html(body: str) -> str:
    """Give safe, balanced HTML of a comment as typed: gentle Markdown and simple HTML.

    What is too long or too deep, or costs more than its budget, is shown as plain paragraphs.
    """
    text = tamed(body)
    if is_plain(text) or len(text) > COMMENT_LIMIT or _depth(text) > COMMENT_DEPTH:
        return plain(text)
    spent = cost(text)
    if spent > BUDGET:
        return plain(text)
    marked_up = rebuilt(formatted(text), COMMENT_ELEMENTS)
    weighed = weight(marked_up)
    if weighed.depth > COMMENT_DEPTH or spent + weighed.work * OPEN_ELEMENT > BUDGET:
        return plain(text)
    return _cleaned(marked_up, "comment", _comment_cleaner)


def post_html(body: str) -> str:
    """Give safe, balanced HTML of an editor's article, cleaned of what word processors paste.

    Over 1,000,000 characters, 60 elements deep or more work than some five seconds, it is shown
    as plain paragraphs.
    """
    text = tamed(body)
    if len(text) > POST_LIMIT:
        return plain(text)
    marked_up = rebuilt(text, POST_ELEMENTS)
    weighed = weight(marked_up)
    if weighed.depth > POST_DEPTH or weighed.work > POST_WORK:
        return plain(text)
    clean = _cleaned(marked_up, "post", _post_cleaner)
    return _settled(clean) if "<table" in clean else clean


def visible_text(html: str) -> str:
    """Give on one line the text that a reader sees of sanitized HTML; empty when there is none."""
    text = TAG.sub(lambda tag: " " if tag["name"].lower() in BLOCKS else "", html)
    return readable(decoded(text))


def body_problem(body: str, limit: int = COMMENT_LIMIT) -> str | None:
    """Say in one sentence for its author why a body cannot be taken, or None."""
    if "\x00" in body:
        return "Your text contains a NUL character, which cannot be stored. Please remove it."
    if re.search("[\ud800-\udfff]", body):
        return "Your text contains half of a character, which cannot be stored. Please remove it."
    length = len(body.replace("\r\n", "\n"))
    if length > limit:
        return f"Your text has {length:,} characters; the limit is {limit:,}. Please shorten it."
    if _depth(body) > COMMENT_DEPTH:
        return (
            f"Your text nests quotes, lists or tags more than {COMMENT_DEPTH} deep."
            " Please make it flatter."
        )
    return None


def _depth(text):
    return depth(text) + weight(text).depth


def _is_attribute(allowed, is_address, element, name, value):
    """Say for bleach whether an attribute may stay; its value still has references in it."""
    value = unescape(value)
    if name not in allowed[element]:
        return False
    if name == "href":
        return is_address(value)
    if name == "src":
        return is_media(value)
    if name == "srcset":
        return all(_is_candidate(candidate.strip()) for candidate in value.split(","))
    return SHAPES[name].fullmatch(value) is not None


def _is_candidate(candidate):
    match = CANDIDATE.fullmatch(candidate)
    return match is not None and is_media(match[1])


def _cleaner(allowed, is_address, filters):
    tags = frozenset(allowed)
    cleaner = Cleaner(
        tags=tags,
        attributes=partial(_is_attribute, allowed, is_address),
        protocols={"http", "https", "mailto"},
        strip=True,
        filters=filters,
    )
    cleaner.parser = BleachHTMLParser(
        tree=getTreeBuilder("dom"),
        tags=tags,
        strip=True,
        consume_entities=False,
        namespaceHTMLElements=False,
    )
    cleaner.walker = _walked
    return cleaner


def _walked(tree):
    """Give the tokens of a tree; of texts side by side one, or references would be cut in two."""
    for is_text, tokens in groupby(getTreeWalker("dom")(tree), key=_is_text):
        if is_text:
            yield {"type": "Characters", "data": "".join(token["data"] for token in tokens)}
        else:
            yield from tokens


def _is_text(token):
    return token["type"] in ("Characters", "SpaceCharacters")


def _comment_cleaner():
    return _cleaner(
        COMMENT_ELEMENTS, is_link, [_unwrap, _drop_hollow, _link_bare, show_hosts, _mark_links]
    )


def _post_cleaner():
    return _cleaner(POST_ELEMENTS, is_site_link, [_rename, with_jumps, _unwrap, _drop_hollow])


def _cleaned(markup, policy, make_cleaner):
    if not hasattr(_local, policy):
        setattr(_local, policy, make_cleaner())
    return getattr(_local, policy).clean(markup).strip()


def _settled(clean):
    """Clean again until nothing moves: what stood wrongly in a table moves when it is read anew."""
    for _ in range(POST_PASSES):
        again = _cleaned(clean, "post", _post_cleaner)
        if again == clean:
            return clean
        clean = again
    return plain(visible_text(clean))


def _rename(source):
    for token in source:
        if token.get("name") in POST_NAMES:
            token["name"] = POST_NAMES[token["name"]]
        yield token


def _unwrap(source):
    """Drop bare links and spans, but keep their content; drop images without a source."""
    kept = []
    for token in source:
        name, kind = token.get("name"), token["type"]
        if kind == "EmptyTag" and name == "img" and (None, "src") not in token["data"]:
            continue
        if name in UNWRAPPED and kind == "StartTag":
            kept.append(name == "span" and bool(token["data"]) or _leads(token["data"]))
            if not kept[-1]:
                continue
        if name in UNWRAPPED and kind == "EndTag" and not kept.pop():
            continue
        yield token


def _leads(attributes):
    return (None, "href") in attributes or (None, "id") in attributes


def _drop_hollow(source):
    """Drop elements in which nothing shows, unless something jumps to them: empty paragraphs,
    links without words.
    """
    waiting, begun = [], []  # `begun` says where in `waiting` elements begin that have not ended
    for token in source:
        kind, name = token["type"], token.get("name")
        if kind == "StartTag" and name in HOLLOW and (None, "id") not in token["data"]:
            begun.append(len(waiting))
            waiting.append(token)
        elif begun and _is_blank(token):
            waiting.append(token)
        elif kind == "EndTag" and begun and name in HOLLOW:
            _drop_last(waiting, begun.pop(), name)
            if not begun:
                yield from waiting
                waiting.clear()
        else:
            yield from waiting
            waiting.clear()
            begun.clear()
            yield token
    yield from waiting


def _is_blank(token):
    if token["type"] == "EmptyTag":
        return token["name"] == "br"
    return _is_text(token) and not token["data"].strip()


def _drop_last(waiting, start, name):
    """Take back the element that ends here: a block with its blanks, others without them."""
    if name in BLOCKS:
        del waiting[start:]
    else:
        del waiting[start]


def _link_bare(source):
    """Make links of bare addresses that stand in none, nor in code."""
    unlinked = 0
    for token in source:
        if token.get("name") in UNLINKED:
            unlinked += {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
        if token["type"] == "Characters" and not unlinked and "://" in token["data"]:
            yield from _linked(token["data"])
        else:
            yield token


def _linked(text):
    end = 0
    for start, url in bare_urls(text):
        yield {"type": "Characters", "data": text[end:start]}
        yield {"type": "StartTag", "name": "a", "data": {(None, "href"): escape(url)}}
        yield {"type": "Characters", "data": url}
        yield {"type": "EndTag", "name": "a"}
        end = start + len(url)
    yield {"type": "Characters", "data": text[end:]}


def _mark_links(source):
    for token in source:
        if token["type"] == "StartTag" and token["name"] == "a":
            token["data"][None, "rel"] = COMMENT_REL
        yield token
