"""Read HTML tag by tag, in linear time, before a parser sees it.

The result of `rewrite` is simple for every parser: known elements, quoted attributes, no comments,
only the four references that escaping makes. It need not be balanced.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from moderation.text.characters import clean_text

# Nobody types a longer tag or more attributes, and a parser compares each attribute with all
# others.
ATTRIBUTE_VALUE_MAX_CHARACTERS = 2_000
MAX_ATTRIBUTES = 30
# Deeper than any policy allows; measuring further would take quadratic time.
MAX_MEASURED_DEPTH = 100

TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]{0,30}(?::[a-zA-Z0-9-]{1,30})?)(?=[\s/>\"'])"
    rf"(?P<rest>(?:[^<>\"']|\"[^\"]{{0,{ATTRIBUTE_VALUE_MAX_CHARACTERS}}}\"|'[^']{{0,{ATTRIBUTE_VALUE_MAX_CHARACTERS}}}')*+)>"
)
ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=]+)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?", re.DOTALL
)
DECLARATION = re.compile(r"<[!?][^<>]{0,300}>")
REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def names(words: str) -> frozenset:
    """Return the set of element names in a string, separated by blanks."""
    return frozenset(words.split())


VOID = names("area base br col embed hr img input link meta source track wbr")
# The end tag may be omitted, and a sibling closes it: they nest no deeper than their parents.
CLOSED_BY_SIBLINGS = names("p li dd dt td th tr thead tbody tfoot option rp rt")
# Elements whose content is not for readers.
UNREAD = names("script style title xml template iframe noembed noframes")
UNREAD_TAG = re.compile(rf"<({'|'.join(sorted(UNREAD))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
BLOCKS = names(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hr html"
    " legend li main menu nav ol optgroup option p pre section select summary table tbody td tfoot"
    " th thead tr ul"
)
INLINE = names(
    "a abbr acronym audio b basefont bdi bdo big blink button canvas cite code data datalist del"
    " dfn em embed font frame i iframe img input ins kbd label link map mark marquee meta meter"
    " noscript nobr object output picture progress q rp rt ruby s samp script slot small source"
    " span strike strong style sub sup svg math template textarea time title tt u var video"
    " wbr xml"
)
KNOWN = BLOCKS | INLINE | VOID | UNREAD


@dataclass(frozen=True)
class Tag:
    """A tag as typed: its name in lower case, its attributes decoded, the first of duplicates."""

    name: str
    closing: bool
    attributes: dict[str, str | None]

    @classmethod
    def of(cls, match: re.Match) -> "Tag":
        attributes = {}
        for attribute in list(ATTRIBUTE.finditer(match["rest"]))[:MAX_ATTRIBUTES]:
            value = next((group for group in attribute.groups()[1:] if group is not None), None)
            attributes.setdefault(
                attribute[1].lower(), None if value is None else decode_references(value)
            )
        return cls(match["name"].lower(), bool(match["close"]), attributes)

    def html(self, allowed: dict) -> str:
        """Return the tag with only the attributes that `allowed` has for its element."""
        if self.closing:
            return f"</{self.name}>"
        attributes = "".join(
            f' {name}="{html.escape(value or "")}"'
            for name, value in self.attributes.items()
            if name in allowed[self.name]
        )
        return f"<{self.name}{attributes}>"


def decode_references(text: str) -> str:
    """Resolve character references that end in a semicolon; the result is cleaned again."""
    return clean_text(REFERENCE.sub(_character, text)) if "&" in text else text


def _character(reference):
    """Resolve one reference; the standard library would read "&param;" as "&para" and "m;"."""
    is_name = reference[0][1] != "#"
    if is_name and reference[0][1:] not in html5:
        return reference[0]
    return html.unescape(reference[0])


def rewrite(markup: str, allowed: dict) -> str:
    """Return markup with the elements and attributes that `allowed` names, the rest as text.

    Other known elements are replaced by their content; comments, scripts and the like are removed.
    """
    # Removing comments joins the texts around them, which may need cleaning again.
    markup = clean_text(remove_unread(remove_comments(markup)))
    parts, end = [], 0
    for match in TAG.finditer(markup):
        parts.append(html.escape(decode_references(markup[end : match.start()]), quote=False))
        end = match.end()
        tag = Tag.of(match)
        if tag.name in allowed:
            parts.append(tag.html(allowed))
        elif tag.name in BLOCKS:
            parts.append("\n")
    parts.append(html.escape(decode_references(markup[end:]), quote=False))
    return "".join(parts)


def remove_comments(markup: str) -> str:
    """Drop comments and declarations; an unclosed one is text."""
    parts, end = [], 0
    for start, stop in comments(markup):
        parts.append(markup[end:start])
        end = stop
    parts.append(markup[end:])
    return DECLARATION.sub("", "".join(parts))


def comments(markup: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each comment that is closed."""
    end = 0
    while (start := markup.find("<!--", end)) >= 0 and (close := markup.find("-->", start)) >= 0:
        end = close + len("-->")
        yield start, end


def remove_unread(markup: str) -> str:
    """Drop scripts, styles and the like with their content; an unclosed one keeps it."""
    parts, end = [], 0
    for start, stop in unread(markup):
        parts.append(markup[end:start])
        end = stop
    parts.append(markup[end:])
    return "".join(parts)


def unread(markup: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each script, style and the like that is closed."""
    end, endless = 0, set()
    for match in UNREAD_TAG.finditer(markup):
        name = match[1].lower()
        if match.start() < end or name in endless:
            continue
        close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(markup, match.end())
        if close is None:
            endless.add(name)
            continue
        end = close.end()
        yield match.start(), end


@dataclass(frozen=True)
class Weight:
    """The nesting depth of elements, and the work that it makes for a parser."""

    depth: int
    work: int


def weigh(markup: str) -> Weight:
    """Return the depth and work of markup; a tag weighs one for each open element around it.

    A parser visits each open element. A reference costs bleach as much as a tag. Weighing ends
    at MAX_MEASURED_DEPTH.
    """
    opened, deepest, work = [], 0, markup.count("&")
    for match in TAG.finditer(markup):
        name = match["name"].lower()
        work += 1 + len(opened)
        if name in VOID or name in CLOSED_BY_SIBLINGS or name not in KNOWN:
            continue
        if match["close"]:
            _close(opened, name)
        else:
            opened.append(name)
            deepest = max(deepest, len(opened))
            if deepest == MAX_MEASURED_DEPTH:
                break
    return Weight(deepest, work)


def _close(opened, name):
    """Close the innermost element of that name, unless a table inside it is still open."""
    for position in range(len(opened) - 1, -1, -1):
        if opened[position] == name:
            del opened[position]
            return
        if opened[position] == "table":
            return
