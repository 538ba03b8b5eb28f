"""What people typed, made safe to show. The only module that knows bleach.

bleach 6.4.0 is its last release, and these of its holes stay open; each has its cure here:

- `href="javascript:123"`, `data:1`, `vbscript:1` and a `javascript:` of backticks, blanks and
  digits pass its protocol list. Cure: `links.is_link` takes http(s) with a host, and mailto.
- It leaves character references in attributes as typed, and one of 5,000 digits raises
  ValueError. Cure: `markup.rewrite` resolves references and writes every attribute itself.
- `linkify` ignores the protocol list, and its pattern is quadratic. Cure: our own
  `_link_bare_urls`, for http(s), no e-mail, no run over 100 characters.
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
from functools import partial
from html import escape, unescape
from itertools import groupby

from bleach._vendor.html5lib import getTreeBuilder, getTreeWalker
from bleach.html5lib_shim import BleachHTMLParser
from bleach.sanitizer import Cleaner
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext

from moderation.text.budget import BUDGET_MICROSECONDS, OPEN_ELEMENT_MICROSECONDS, cost
from moderation.text.characters import clean_line, clean_name, clean_text
from moderation.text.fragments import ID, prefix_ids
from moderation.text.hosts import show_hosts
from moderation.text.links import bare_urls, is_link, is_media, is_site_link
from moderation.text.markdown import ELEMENTS as COMMENT_ELEMENTS
from moderation.text.markdown import is_plain_text, nesting_depth, plain_paragraphs, render_markdown
from moderation.text.markup import BLOCKS, TAG, decode_references, names, rewrite, weigh
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
# These do nothing without a URL, a language or an id to link to.
EMPTY_WITHOUT_ATTRIBUTES = frozenset({"a", "span"})

# Elements that show nothing when they hold nothing.
HIDDEN_WHEN_EMPTY = names(
    "a abbr b blockquote cite code del details em figure figcaption h2 h3 h4 i ins kbd li mark ol p"
    " pre q s samp small span strong sub summary sup ul var"
)
NEVER_LINKED_IN = frozenset({"a", "code", "pre"})

SRCSET_CANDIDATE = re.compile(r"(\S+)(?:\s+(?:[0-9]{1,5}w|[0-9](?:\.[0-9]{1,3})?x))?")
ATTRIBUTE_PATTERNS = {
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
    """Return safe, balanced HTML of a comment as typed: gentle Markdown and simple HTML.

    What is too long or too deep, or costs more than its budget, is shown as plain paragraphs.
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
    markup = rewrite(render_markdown(text), COMMENT_ELEMENTS)
    weighed = weigh(markup)
    if (
        weighed.depth > COMMENT_MAX_DEPTH
        or microseconds + weighed.work * OPEN_ELEMENT_MICROSECONDS > BUDGET_MICROSECONDS
    ):
        return plain_paragraphs(text)
    return _clean(markup, "comment", _comment_cleaner)


def post_html(body: str) -> str:
    """Return safe, balanced HTML of an editor's article, cleaned of what word processors paste.

    Over 1,000,000 characters, 60 elements deep or more work than some five seconds, it is shown
    as plain paragraphs.
    """
    text = clean_text(body)
    if len(text) > POST_MAX_CHARACTERS:
        return plain_paragraphs(text)
    markup = rewrite(text, POST_ELEMENTS)
    weighed = weigh(markup)
    if weighed.depth > POST_MAX_DEPTH or weighed.work > POST_MAX_WORK:
        return plain_paragraphs(text)
    clean = _clean(markup, "post", _post_cleaner)
    return _clean_until_stable(clean) if "<table" in clean else clean


def visible_text(html: str) -> str:
    """Return on one line the text that a reader sees of sanitized HTML, or an empty string."""
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


def _is_allowed_attribute(allowed, is_allowed_url, element, name, value):
    """Tell bleach whether an attribute may stay; its value still has references in it."""
    value = unescape(value)
    if name not in allowed[element]:
        return False
    if name == "href":
        return is_allowed_url(value)
    if name == "src":
        return is_media(value)
    if name == "srcset":
        return all(_is_srcset_candidate(candidate.strip()) for candidate in value.split(","))
    return ATTRIBUTE_PATTERNS[name].fullmatch(value) is not None


def _is_srcset_candidate(candidate):
    match = SRCSET_CANDIDATE.fullmatch(candidate)
    return match is not None and is_media(match[1])


def _cleaner(allowed, is_allowed_url, filters):
    tags = frozenset(allowed)
    cleaner = Cleaner(
        tags=tags,
        attributes=partial(_is_allowed_attribute, allowed, is_allowed_url),
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
    cleaner.walker = _walk
    return cleaner


def _walk(tree):
    """Yield the tokens of a tree; merge adjacent texts, or references would be cut in two."""
    for is_text, tokens in groupby(getTreeWalker("dom")(tree), key=_is_text):
        if is_text:
            yield {"type": "Characters", "data": "".join(token["data"] for token in tokens)}
        else:
            yield from tokens


def _is_text(token):
    return token["type"] in ("Characters", "SpaceCharacters")


def _comment_cleaner():
    return _cleaner(
        COMMENT_ELEMENTS, is_link, [_unwrap, _drop_empty, _link_bare_urls, show_hosts, _mark_links]
    )


def _post_cleaner():
    return _cleaner(POST_ELEMENTS, is_site_link, [_rename, prefix_ids, _unwrap, _drop_empty])


def _clean(markup, policy, make_cleaner):
    if not hasattr(_local, policy):
        setattr(_local, policy, make_cleaner())
    return getattr(_local, policy).clean(markup).strip()


def _clean_until_stable(clean):
    """Clean again until nothing changes: misplaced content of a table moves when parsed again."""
    for _ in range(POST_MAX_PASSES):
        again = _clean(clean, "post", _post_cleaner)
        if again == clean:
            return clean
        clean = again
    return plain_paragraphs(visible_text(clean))


def _rename(source):
    for token in source:
        if token.get("name") in POST_NAMES:
            token["name"] = POST_NAMES[token["name"]]
        yield token


def _unwrap(source):
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


def _drop_empty(source):
    """Drop elements in which nothing shows, such as empty paragraphs and links without words,
    unless they have an id to link to.
    """
    waiting, starts = [], []  # `starts`: the positions in `waiting` of elements still open
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
    return _is_text(token) and not token["data"].strip()


def _drop_last(waiting, start, name):
    """Take back the element that ends here: a block with its blanks, others without them."""
    if name in BLOCKS:
        del waiting[start:]
    else:
        del waiting[start]


def _link_bare_urls(source):
    """Make links of bare URLs that are neither in a link nor in code."""
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


def _mark_links(source):
    for token in source:
        if token["type"] == "StartTag" and token["name"] == "a":
            token["data"][None, "rel"] = COMMENT_REL
        yield token
