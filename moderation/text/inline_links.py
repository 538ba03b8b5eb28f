"""Links in brackets, [words](URL): an inline rule of Markdown that takes linear time.

The library searches from each opening bracket for its closing one: 300 brackets take it a third of
a second. Here opening brackets wait on a stack until a closing one comes.
"""

import re
from dataclasses import dataclass

from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

BLANKS = re.compile(r"[ \t\n]*")


@dataclass
class Bracket:
    """An opening bracket on the stack: its token, and the number of emphasis marks before it."""

    token: int
    delimiters: int


def link_in_brackets(state, silent):
    """Store an opening bracket as text; at a closing one with a URL, make a link.

    A title is shown in brackets after the link, where everybody can read it. A link contains no
    other link; one without words stays text.
    """
    character = state.src[state.pos]
    if silent or character not in "[]":
        return False
    waiting = vars(state).setdefault("open_brackets", [])
    if character == "[":
        state.push("text", "", 0).content = "["
        waiting.append(Bracket(len(state.tokens) - 1, len(state.delimiters)))
        state.pos += 1
        return True
    if not waiting:
        return False
    bracket = waiting.pop()
    target = _target(state)
    if target is None or not _has_words(state, bracket):
        return False
    waiting.clear()
    href, title, state.pos = target
    _make_link(state, bracket, href)
    if title:
        state.pending = f" ({title})"
    return True


def _target(state):
    """Return the URL and the title in the round brackets that follow, and the position after them;
    None if the link is not allowed.
    """
    source, stop = state.src, state.posMax
    if not source.startswith("(", state.pos + 1):
        return None
    start = _after_blanks(source, state.pos + 2)
    destination = parseLinkDestination(source, start, stop)
    href = destination.ok and state.md.normalizeLink(destination.str)
    if not href or not state.md.validateLink(href):
        return None
    position, words = _after_blanks(source, destination.pos), ""
    title = parseLinkTitle(source, position, stop)
    if title.ok and position > destination.pos:
        position, words = _after_blanks(source, title.pos), title.str
    if not source.startswith(")", position):
        return None
    return href, words.strip(), position + 1


def _after_blanks(source, position):
    return BLANKS.match(source, position).end()


def _has_words(state, bracket):
    within = (token.content for token in state.tokens[bracket.token + 1 :] if not token.nesting)
    return bool(state.pending.strip()) or any(content.strip() for content in within)


def _make_link(state, bracket, href):
    """Turn the waiting bracket into the start of a link; emphasis stays within its words."""
    if state.pending:
        state.pushPending()
    start = state.tokens[bracket.token]
    start.type, start.tag, start.nesting, start.content = "link_open", "a", 1, ""
    start.attrs = {"href": href}
    within = state.delimiters[bracket.delimiters :]
    del state.delimiters[bracket.delimiters :]
    state.tokens_meta.append({"delimiters": within})
    state.tokens.append(Token("link_close", "a", -1))
