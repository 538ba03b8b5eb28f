"""Find source code in the body of a WordPress post, and preserve every character.

Some thirty plugins show code: in a shortcode of their own or named after a language, or in a <pre>
with a class or an attribute. The text between is code, not HTML, although much of it looks like
HTML.
"""

import re
from bisect import bisect
from collections import defaultdict
from html import escape

from moderation.text.fences import LANGUAGES
from moderation.text.markup import KNOWN, TAG, Tag, names

SHORTCODES = names(
    "code sourcecode source codes codesyntax code_highlight crayon enlighter geshi highlight"
    " highlighter prettify prism pyg syntax syntaxhighlighter inlinecode hljs"
    # SyntaxHighlighter has a shortcode for each of its languages.
    " actionscript actionscript3 as3 arduino bash c cf clj clojure coldfusion cpp c-sharp"
    " csharp css delphi diff patch erl erlang fsharp go golang groovy haskell html java javafx"
    " javascript jfx jquery js json jscript kotlin latex lua matlab matlabkey objc obj-c pas"
    " pascal perl php pl plain powershell ps py python r rails rb ror ruby rust sass scala"
    " shell sql swift tex text ts typescript vb vbnet xhtml xml xslt yaml yml"
)
# CodeColorer: [cc], [cce], [cci_php], … with letters for its options.
CODECOLORER = r"cc(?:[eislnwbgoc]|no){0,6}(?:_[a-z0-9+-]{1,20})?"
NAMES = "|".join([*map(re.escape, sorted(SHORTCODES, key=len, reverse=True)), CODECOLORER])
EDGE = re.compile(
    rf"(?P<doubled>\[?)\[(?P<close>/?)(?P<name>{NAMES})(?P<rest>(?:[\s=:][^\[\]\n]{{0,500}})?)\]"
    r"|<(?P<pre_close>/?)pre(?P<attributes>(?:\s[^<>]{0,1000})?)>",
    re.IGNORECASE,
)
CODE_ELEMENT = re.compile(r"\s*(<code\b[^<>]{0,1000}>)(.*)</code>\s*", re.DOTALL | re.IGNORECASE)
LANGUAGE_ATTRIBUTE = re.compile(
    r"\b(?:lang|language|data-language|data-lang|data-enlighter-language|syntax)\s*=\s*"
    r"[\"'“”]?\s*([\w+#-]{1,20})|\A[=:\s]*[\"']?([\w+#-]{1,20})[\"']?\Z",
    re.IGNORECASE,
)
LANGUAGE_CLASS = re.compile(r"\b(?:language-|lang-|lang:\s*|brush:\s*)([\w+#-]{1,20})", re.I)
# A <pre> with one of these is code as typed; in any other, tags are tags.
CODE_CLASS = re.compile(
    r"\b(?:brush:|lang:|language-|lang-|crayon|enlighter|prettyprint|syntaxhighlighter|hljs|prism)"
    r"|\bdata-enlighter-language=",
    re.IGNORECASE,
)
BLOCK_LANGUAGE = re.compile(r"\"language\":\"([\w+#-]{1,20})\"")
BLOCK_COMMENT_LENGTH = 500
INLINE = re.compile(r"inlinecode|latex|cci\w*")  # code, or a formula, within a line
LANGUAGE = re.compile(r"[a-z0-9+#-]{1,20}")
MARKERS = {"highlight", "highlighter"}
NO_LANGUAGES = {"default", "plain", "text", "plaintext", "none", "code", "source", "generic", "raw"}
SHIELDED_BRACKET = "\ufdd0"  # in no text: Unicode reserves it for use within a program
# The form in which these plugins store code; "&nbsp;" and others belong to the code.
ESCAPED = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#039;": "'", "&#39;": "'", "&amp;": "&"}
# The block editor hides brackets from shortcodes.
ESCAPED |= {"&#91;": "[", "&#93;": "]"}
ESCAPED_CHARACTER = re.compile("|".join(ESCAPED))


def mark_source_code(body: str) -> str:
    """Return a body in which all code of plugins is <pre><code> with its text escaped."""
    edges = list(EDGE.finditer(body))
    closings = _closings(edges)
    parts, done = [], 0
    for edge in edges:
        if edge.start() < done or _closes(edge) or _is_marker(edge):
            continue
        positions = closings[_name(edge)]
        following = bisect(positions, edge.end(), key=lambda closing: closing.start())
        if following == len(positions):
            continue
        end = positions[following]
        parts += body[done : edge.start()], _marked(edge, body[edge.end() : end.start()], end)
        is_example = edge["doubled"] and body.startswith("]", end.end())
        done = end.end() + bool(is_example)
    return "".join([*parts, body[done:]])


def code_html(code: str, language: str = "") -> str:
    """Return a block of code; an unknown `language` is left out."""
    language = language.lower()
    is_language = LANGUAGE.fullmatch(language) and language not in NO_LANGUAGES
    kind = f' class="language-{language}"' if is_language else ""
    return f"<pre><code{kind}>{_shielded(escape(code, quote=False))}</code></pre>"


def unshield(html: str) -> str:
    """Return HTML with the brackets of code restored, after all shortcodes are handled."""
    return html.replace(SHIELDED_BRACKET, "[")


def _shielded(html):
    return html.replace("[", SHIELDED_BRACKET)


def _closings(edges):
    """Return the closing edges in order, by name."""
    closings = defaultdict(list)
    for edge in edges:
        if _closes(edge):
            closings[_name(edge)].append(edge)
    return closings


def _closes(edge):
    return bool(edge["close"] or edge["pre_close"])


def _is_marker(edge):
    """Return whether a shortcode only highlights words of a sentence: it names no language."""
    return edge["name"] in MARKERS and not LANGUAGE_ATTRIBUTE.search((edge["rest"] or "").strip())


def _name(edge):
    return f"[{edge['name'].lower()}" if edge["name"] else "pre"


def _marked(opening, inner, closing):
    if not opening["name"]:
        return _pre(opening, inner)
    if opening["doubled"] and closing.string.startswith("]", closing.end()):
        example = opening[0][1:] + inner + closing[0]  # an example: each has a second bracket
        return _shielded(escape(example, quote=False))
    doubled = opening["doubled"]
    name, rest = opening["name"].lower(), opening["rest"] or ""
    code = _unescaped(inner.strip("\n"))
    if INLINE.fullmatch(name) and "\n" not in code or re.search(r"inline=\W?true", rest):
        return f"{doubled}<code>{_shielded(escape(code, quote=False))}</code>"
    return f"{doubled}\n\n{code_html(code, _language_of(name, rest))}\n\n"


def _language_of(name, rest):
    if written := LANGUAGE_ATTRIBUTE.search(rest.strip()):
        return written[1] or written[2]
    colorer, _, language = name.partition("_")
    if language and re.fullmatch(CODECOLORER, name):
        return language
    return name if name in SHORTCODES and name in LANGUAGES else ""


def _pre(opening, inner):
    """Return a <pre> as code if a plugin made it so, else with unknown elements as text."""
    attributes, start = opening["attributes"], opening.start()
    before = opening.string[max(0, start - BLOCK_COMMENT_LENGTH) : start]
    within = CODE_ELEMENT.fullmatch(inner)
    marks = f"{attributes} {within[1] if within else ''}"
    language = _language_of_pre(attributes, marks, before)
    if CODE_CLASS.search(marks) or language:
        code = within[2] if within else inner
        if not within or not TAG.search(code) or _has_unknown(code):
            return code_html(_unescaped(code.strip("\n")), language)
    return opening[0] + _shielded(TAG.sub(_known_or_text, inner)) + "</pre>"


def _language_of_pre(attributes, marks, before):
    if "syntaxhighlighter-code" in attributes:
        comment = BLOCK_LANGUAGE.search(before)
        return comment[1] if comment else "code"
    if written := LANGUAGE_CLASS.search(marks):
        return written[1]
    written = LANGUAGE_ATTRIBUTE.search(marks)
    language = (written[1] or "") if written else ""
    # Elsewhere `lang` is a natural language.
    return language if language.lower() in LANGUAGES else ""


def _has_unknown(code):
    """Return whether there is an unknown tag, so that all tags are text of the code."""
    return any(tag["name"].lower() not in KNOWN for tag in TAG.finditer(code))


def _known_or_text(match):
    """Return a known tag unchanged; text in angle brackets, such as List<String>, escaped."""
    name = Tag.of(match).name
    return match[0] if name in KNOWN else escape(match[0], quote=False)


def _unescaped(code):
    return ESCAPED_CHARACTER.sub(lambda reference: ESCAPED[reference[0]], code)
