"""A gentle Markdown for comments, through markdown-it-py.

Bold, italics, code, fences, quotes, lists, links; a newline breaks the line. Headings, indented
code, images, tables, rules, references and backslash escapes are off: imported comments are
rendered here, too, and ¯\\_(ツ)_/¯, "#1" and "f**k you, b**ch" are meant literally. The result is
HTML that must be sanitized and balanced.
"""

import html
import re
import threading

from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote

from moderation.text.emphasis import stars
from moderation.text.fences import fenced_code
from moderation.text.inline_links import link_in_brackets
from moderation.text.links import bare_url, is_link
from moderation.text.lists import RULE, keep_numbers, list_of_items
from moderation.text.markup import (
    BLOCKS,
    KNOWN,
    REFERENCE,
    TAG,
    UNREAD,
    Tag,
    decode_references,
    names,
    remove_unread,
)
from moderation.text.typed_code import block_of_code, code_in_text, opens_code

# Elements that people may type in comments, with the attributes that are checked later.
ELEMENTS = {
    "a": {"href"},
    "abbr": {"title"},
    "blockquote": set(),
    "br": set(),
    "li": {"value"},
    "ol": {"start"},
    **{name: set() for name in names("b cite code del em i ins kbd p pre q s strong sub sup ul")},
}
OTHER_NAMES = {"acronym": "abbr", "strike": "s", "tt": "code"}
OFF = ["heading", "lheading", "hr", "code", "html_block", "reference", "image", "escape"]

EMOTICON = re.compile(r">[.:;=_][^\s\w]{0,3}(?:\s|$)|>[:;=][-^']?[\w](?:\s|$)", re.MULTILINE)
MARKER = re.compile(r"[ \t]*(?:(>)|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|$))")

# What may begin Markdown, HTML or a link anywhere, and at the start of a line; and blanks that
# would collapse.
MARK = re.compile(r"[*_`\[\]<>&~\t\f\v]|:/")
LINE_MARK = re.compile(r"\n[-+0-9#]")

_local = threading.local()


def is_plain_text(text: str) -> bool:
    """Return whether Markdown and sanitizing would change nothing, at an eightieth of the cost."""
    if MARK.search(text) or LINE_MARK.search(f"\n{text}"):
        return False
    lines = text.split("\n")
    return lines == [line.strip() for line in lines]


def render_markdown(text: str) -> str:
    """Return the HTML of a comment as typed; elements may still be unbalanced."""
    if not hasattr(_local, "markdown"):
        _local.markdown = _gentle_markdown()
    return remove_unread(_local.markdown.render(text))


def plain_paragraphs(text: str) -> str:
    """Return text as HTML paragraphs, without interpreting any markup in it."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip())
    return "\n".join(
        f"<p>{html.escape(paragraph, quote=False).replace('\n', '<br>')}</p>"
        for paragraph in paragraphs
        if paragraph
    )


def nesting_depth(text: str) -> int:
    """Return the nesting depth of quotes and lists, by the markers at the start of each line."""
    deepest, lists = 0, []
    for line in text.splitlines():
        if RULE.fullmatch(line.strip()):
            continue
        quotes, position = 0, 0
        while marker := MARKER.match(line, position):
            position = marker.end()
            if marker[1]:
                quotes += 1
                continue
            column = len(line[: marker.end()].rstrip())
            while lists and lists[-1] >= column:
                lists.pop()
            lists.append(column)
        deepest = max(deepest, quotes + len(lists))
    return deepest


def _gentle_markdown():
    # Depth and the number of marks are limited earlier; the library's own limit drops text.
    markdown = MarkdownIt("commonmark", {"breaks": True, "maxNesting": 200}).disable(OFF)
    interrupted = ["paragraph", "blockquote"]
    markdown.block.ruler.at("blockquote", _quote, {"alt": [*interrupted, "list"]})
    markdown.block.ruler.at("list", list_of_items, {"alt": interrupted})
    markdown.block.ruler.at("fence", fenced_code, {"alt": [*interrupted, "list"]})
    markdown.block.ruler.before("fence", "typed_code", block_of_code, {"alt": interrupted})
    markdown.inline.ruler.at("emphasis", stars)
    markdown.inline.ruler.at("link", link_in_brackets)
    markdown.inline.ruler.at("entity", _reference)
    markdown.inline.ruler.at("html_inline", _typed_tag)
    markdown.inline.ruler.before("emphasis", "bare_url", _bare_url)
    markdown.core.ruler.push("breaks_at_blocks", _drop_breaks_at_blocks)
    markdown.core.ruler.push("numbers", keep_numbers)
    markdown.validateLink = is_link
    markdown.normalizeLinkText = str  # a host is shown as typed
    markdown.add_render_rule("softbreak", _line_break)
    markdown.add_render_rule("hardbreak", _line_break)
    return markdown


def _quote(state, start, end, silent):
    if EMOTICON.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    line_max, quote_end = state.lineMax, _end_of_quote(state, start, end)
    state.lineMax = quote_end  # a paragraph ignores the end that is passed to the rule
    is_quote = blockquote(state, start, quote_end, silent)
    state.lineMax = line_max
    return is_quote


def _end_of_quote(state, start, end):
    """Return the first line without ">": an answer directly below a quote is not part of it."""
    for line in range(start, end):
        if not state.src.startswith(">", state.bMarks[line] + state.tShift[line]):
            return line
    return end


def _reference(state, silent):
    """Resolve a character reference as browsers do: old exports write quotes as &#147;."""
    match = REFERENCE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.pending += decode_references(match[0])
    state.pos = match.end()
    return True


def _bare_url(state, silent):
    """Parse a bare URL as one word, so that no underscore in it becomes emphasis."""
    if not state.src.startswith("://", state.pos):
        return False
    starts = (max(0, state.pos - len(scheme)) for scheme in ("https", "http"))
    ends = (start + len(bare_url(state.src, start, state.posMax)) for start in starts)
    end = max(ends)
    if end <= state.pos:
        return False
    if not silent:
        state.pending += decode_references(state.src[state.pos : end])
    state.pos = end
    return True


def _typed_tag(state, silent):
    """Parse an HTML tag; other text with < ("<3", "vector<int>", "a<b and c>d") stays text."""
    content, end = _tag_or_comment(state.src, state.pos, state.posMax)
    if content is None:
        return False
    opening = TAG.match(state.src, state.pos, state.posMax)
    if opening and opens_code(opening):
        content, end = code_in_text(state, opening) or (content, end)
    if not silent:
        token = state.push("html_inline", "", 0)
        token.content, token.meta = content
    state.pos = end
    return True


def _tag_or_comment(source, start, stop):
    if source.startswith("<!--", start):
        end = source.find("-->", start, stop)
        return (("", {"block": False}), end + len("-->")) if end >= 0 else (None, start)
    match = TAG.match(source, start, stop)
    if not match:
        return None, start
    tag = Tag.of(match)
    if tag.name not in KNOWN or None in tag.attributes.values():
        return None, start
    return (_tag_in_text(tag), {"block": tag.name in BLOCKS}), match.end()


def _tag_in_text(tag):
    """Render a typed tag; a block-level one ends the paragraph around it."""
    tag = Tag(OTHER_NAMES.get(tag.name, tag.name), tag.closing, tag.attributes)
    if tag.name in UNREAD:
        return f"<{'/' * tag.closing}{tag.name}>"
    if tag.name not in ELEMENTS:
        return "</p><p>" * (tag.name in BLOCKS)
    written = tag.html(ELEMENTS)
    match tag.name:
        case "p":
            return "</p><p>"
        case "blockquote":
            return f"</p>{written}<p>"
        case "ul" | "ol" | "pre":
            return f"{written}<p>" if tag.closing else f"</p>{written}"
    return written


def _drop_breaks_at_blocks(state):
    """Drop the newlines beside a typed block or <br>: they only format the source."""
    for token in state.tokens:
        children = token.children or []
        token.children = [
            child
            for position, child in enumerate(children)
            if child.type != "softbreak"
            or not any(
                neighbour.meta.get("block")
                for neighbour in children[max(0, position - 1) : position + 2]
            )
        ]


def _line_break(renderer, tokens, index, options, env):
    return "<br>"
