"""Convert the line breaks of a classic WordPress body to paragraphs."""

import re
from collections import Counter

from moderation.text.markup import TAG

BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")

ELEMENTS_WITH_PARAGRAPHS = {
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "main",
    "section",
}
ELEMENTS_WITHOUT_PARAGRAPHS = {
    *(
        "address",
        "dl",
        "fieldset",
        "figure",
        "form",
        "math",
        "ol",
        "p",
        "pre",
        "summary",
        "svg",
        "table",
        "ul",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}


def with_paragraphs(html: str) -> str:
    """Convert blank lines to paragraphs and single line breaks to <br>, outside block elements.

    HTML that has paragraphs already is returned unchanged.
    """
    return _Paragraphs().html(html)


class _Paragraphs:
    """A conversion of line breaks in one pass; loose text waits until the next block or the end."""

    def __init__(self):
        self.parts = []
        self.loose = []
        self.stack = []  # open blocks
        self.open = Counter()  # the same, by name
        self.verbatim = 0  # how many of them keep their text unchanged

    def html(self, html):
        done = 0
        for tag in TAG.finditer(html):
            self._text(html[done : tag.start()])
            self._tag(tag[0], tag["name"].lower())
            done = tag.end()
        self._text(html[done:])
        self._flush()
        return "".join(self.parts).strip()

    def _text(self, text):
        (self.parts if self.verbatim else self.loose).append(text)

    def _tag(self, tag, name):
        if name not in ELEMENTS_WITH_PARAGRAPHS | ELEMENTS_WITHOUT_PARAGRAPHS | {"hr"}:
            # A line break between attributes is not one of the text.
            self._text(tag if self.verbatim else tag.replace("\n", " "))
            return
        if self.open["p"] and self.stack[-1] == "p" and not tag.startswith("</"):
            self._leave("p")
        self._flush()
        if name != "hr":
            self._leave(name) if tag.startswith("</") else self._enter(name)
        self.parts.append(tag)

    def _enter(self, name):
        self.stack.append(name)
        self.open[name] += 1
        self.verbatim += name in ELEMENTS_WITHOUT_PARAGRAPHS

    def _leave(self, name):
        while self.open[name]:
            left = self.stack.pop()
            self.open[left] -= 1
            self.verbatim -= left in ELEMENTS_WITHOUT_PARAGRAPHS
            if left == name:
                break

    def _flush(self):
        text = "".join(self.loose)
        self.loose.clear()
        paragraphs = [part for part in BLANK_LINE.split(text.strip()) if part]
        if len(paragraphs) > 1 or (paragraphs and not self.stack):
            self.parts += [f"<p>{with_breaks(part)}</p>\n" for part in paragraphs]
        else:
            self.parts += [with_breaks(part) for part in paragraphs] or text[:1]


def with_breaks(text: str) -> str:
    """Replace single line breaks by <br>, without doubling existing ones."""
    lines = (line.strip() for line in text.split("\n"))
    *broken, last = (line.removesuffix("<br />").removesuffix("<br/>") for line in lines)
    return "".join(f"{line.removesuffix('<br>')}<br>\n" for line in broken) + last
