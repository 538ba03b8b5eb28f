"""Code that was typed as HTML, for Markdown to take as it stands: <pre> and <code>."""

import html
import re

from moderation.text.markup import TAG, decoded

CODE_IN_PRE = re.compile(r"\s*<code>(.*)</code>\s*", re.DOTALL | re.IGNORECASE)


def block_of_code(state, start, end, silent):
    """A block rule of Markdown: <pre> or <code> over lines, with its blanks and empty lines."""
    position = state.bMarks[start] + state.tShift[start]
    opening = TAG.match(state.src, position, state.eMarks[start])
    if not opening or not opens_code(opening):
        return False
    closing = f"</{opening['name']}>"
    close = state.src.find(closing, opening.end(), state.eMarks[end - 1])
    if close <= state.eMarks[start]:
        return False
    last = start
    while state.eMarks[last] < close:
        last += 1
        if state.sCount[last] < state.blkIndent and not state.isEmpty(last):
            return False
    if silent:
        return True
    lines = state.getLines(start, last + 1, state.blkIndent, False).lstrip()
    code, _, rest = lines[len(opening[0]) :].partition(closing)
    state.push("html_block", "", 0).content = _written_code("pre", code.strip("\n"))
    state.line = last + 1
    if rest.strip():
        state.push("paragraph_open", "p", 1)
        token = state.push("inline", "", 0)
        token.content, token.children = rest.strip(), []
        state.push("paragraph_close", "p", -1)
    return True


def code_in_text(state, opening):
    """Give the token and the end of code within a line, or None where it does not end."""
    closing = f"</{opening['name']}>"
    if state.html_terminator_last(closing) < opening.end():
        return None
    close = state.src.find(closing, opening.end(), state.posMax)
    if close < 0:
        return None
    name = opening["name"].lower()
    written = _written_code(name, state.src[opening.end() : close])
    if name == "pre":
        written = f"</p>{written}<p>"
    return (written, {"block": name == "pre"}), close + len(closing)


def opens_code(match) -> bool:
    return not match["close"] and match["name"].lower() in ("pre", "code")


def _written_code(name, code):
    """Write code as it was typed: what stands in it is neither Markdown nor HTML."""
    within = CODE_IN_PRE.fullmatch(code) if name == "pre" else None
    written = html.escape(decoded(within[1] if within else code), quote=False)
    if within:
        written = f"<code>{written}</code>"
    return f"<{name}>{written}</{name}>"
