"""Fenced code: a block rule of Markdown that keeps the text beside a fence.

CommonMark hides the rest of a fence's line and needs no closing fence. People also type "~~~ Ana
~~~" below their comment, or begin the code beside the fence. So only the name of a language is
hidden; other words are the first line of the code, or, without a closing fence, a line of text.
"""

import re

from moderation.text.markup import names

OPENING = re.compile(r"(`{3,}|~{3,})[ \t]*(.*?)[ \t]*")
LANGUAGES = names(
    "abap ada apache applescript asm assembly awk bash bat batch basic c c# c++ clojure cmake cmd"
    " cobol code coffeescript console cpp cs csharp css csv d dart delphi diff docker dockerfile"
    " elixir elm erlang f# fish fortran fsharp gherkin git go golang gradle graphql groovy haskell"
    " hcl html http ini java javascript jinja js json json5 jsx julia kotlin latex less lisp log"
    " lua make makefile markdown mathematica matlab md mermaid nginx nim nix objc objective-c ocaml"
    " output pascal patch perl php plain plaintext powershell prolog properties proto ps1 py python"
    " python3 r racket rb regex rs rst ruby rust sass scala scheme scss sh shell smalltalk solidity"
    " sql svelte svg swift tcl terraform tex text toml ts tsx twig txt typescript vb vba verilog"
    " vhdl vim vue wasm xml xslt yaml yml zig zsh"
)


def fenced_code(state, start, end, silent):
    """Parse the code between two fences, or from a fence without words to the end of its block."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    opening = OPENING.fullmatch(line)
    if not opening or opening[1][0] in opening[2]:
        return False
    fence, words = opening.groups()
    is_language = words.lower() in LANGUAGES
    stop, is_closed = _end_of_code(state, start, end, fence)
    is_empty = stop == start + 1
    if words and not is_closed and (is_empty or not is_language):
        return False
    if silent:
        return True
    token = state.push("fence", "code", 0)
    token.content = state.getLines(start + 1, stop, state.sCount[start], True)
    if words and (is_empty or not is_language):
        token.content = f"{words}\n{token.content}"
    token.markup, token.map = fence, [start, stop]
    state.line = stop + is_closed
    return True


def _end_of_code(state, start, end, fence):
    """Return the line where the code ends, and whether a fence closes it there.

    A failed search for a closing fence is remembered, so that a thousand opening ones do not each
    search to the end.
    """
    open_ended = state.env.setdefault("open fences", {})
    block = (fence[0], end, state.blkIndent)
    if len(fence) >= open_ended.get(block, len(fence) + 1):
        return end, False
    for line in range(start + 1, end):
        position = state.bMarks[line] + state.tShift[line]
        is_indented = state.sCount[line] >= state.blkIndent
        if not is_indented and position < state.eMarks[line]:
            return line, False
        marks = state.src[position : state.eMarks[line]].rstrip()
        if is_indented and marks.startswith(fence) and not marks.strip(fence[0]):
            return line, True
    open_ended[block] = len(fence)
    return end, False
