"""Code typed as HTML, <pre> and <code>, in which Markdown is not interpreted."""

import html
import re

from moderation.text.markup import TAG, decode_references

CODE_IN_PRE = re.compile(r"\s*<code>(.*)</code>\s*", re.DOTALL | re.IGNORECASE)


def block_of_code(state, start, end, silent):
    """Parse <pre> or <code> over several lines with its blanks and empty lines: a block rule."""
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
    state.push("html_block", "", 0).content = _code_html("pre", code.strip("\n"))
    state.line = last + 1
    if rest.strip():
        state.push("paragraph_open", "p", 1)
        token = state.push("inline", "", 0)
        token.content, token.children = rest.strip(), []
        state.push("paragraph_close", "p", -1)
    return True


def code_in_text(state, opening):
    """Return the token and the end of code within a line, or None if it is not closed."""
    closing = f"</{opening['name']}>"
    if state.html_terminator_last(closing) < opening.end():
        return None
    close = state.src.find(closing, opening.end(), state.posMax)
    if close < 0:
        return None
    name = opening["name"].lower()
    markup = _code_html(name, state.src[opening.end() : close])
    if name == "pre":
        markup = f"</p>{markup}<p>"
    return (markup, {"block": name == "pre"}), close + len(closing)


def opens_code(match) -> bool:
    return not match["close"] and match["name"].lower() in ("pre", "code")


def _code_html(name, code):
    """Return the HTML of typed code, without interpreting Markdown or HTML in it."""
    within = CODE_IN_PRE.fullmatch(code) if name == "pre" else None
    markup = html.escape(decode_references(within[1] if within else code), quote=False)
    if within:
        markup = f"<code>{markup}</code>"
    return f"<{name}>{markup}</{name}>"
