"""Escape characters that WordPress did not escape, at which a parser would stop.

Versions before 2012 ended a CDATA section wherever a text had "]]>", as scripts do. URLs of
commenters have bare ampersands, and titles have references to characters that XML does not have.
"""

import re

LOOKAHEAD = 100  # bytes; longer than any match of the patterns below
CDATA_START, CDATA_END = b"<![CDATA[", b"]]>"
COMMENT_START, COMMENT_END = b"<!--", b"-->"
END_OF_ELEMENT = re.compile(
    rb"\]\]>\s{0,20}(?:<!\[CDATA\["
    rb"|</(?:[\w-]{1,20}:[\w-]{1,30}|title|link|category|description|guid|pubDate"
    rb"|message|name|username|email|id)\s*>)"
)
REFERENCE = re.compile(
    rb"&(?:[a-zA-Z][\w.-]{0,40};|#(?P<number>[0-9]{1,7}|x[0-9a-fA-F]{1,6});)?", re.ASCII
)


class XmlRepair:
    """A repair of XML that is read in chunks; `count` is the number of repaired places."""

    def __init__(self):
        self.rest = b""
        self.in_cdata = False
        self.in_comment = False
        self.count = 0

    def repair(self, chunk: bytes, is_last=False) -> bytes:
        """Return the repaired XML; the last LOOKAHEAD bytes wait for the next chunk."""
        text = self.rest + chunk
        stop = len(text) if is_last else len(text) - LOOKAHEAD
        parts, position = [], 0
        while position < stop:
            part, position = self._step(text, position, stop)
            parts.append(part)
        self.rest = text[position:]
        return b"".join(parts)

    def _step(self, text, position, stop):
        if self.in_comment:
            return self._comment(text, position, stop)
        return (self._characters if self.in_cdata else self._markup)(text, position, stop)

    def _comment(self, text, start, stop):
        """Return a comment unchanged: nobody reads it, and it may contain anything."""
        index = text.find(COMMENT_END, start, stop + len(COMMENT_END) - 1)
        self.in_comment = index < 0
        end = stop if self.in_comment else index + len(COMMENT_END)
        return text[start:end], end

    def _characters(self, text, start, stop):
        index = text.find(CDATA_END, start, stop + len(CDATA_END) - 1)
        if index < 0:
            return text[start:stop], stop
        end = index + len(CDATA_END)
        self.in_cdata = not END_OF_ELEMENT.match(text, index)
        if not self.in_cdata:
            return text[start:end], end
        self.count += 1
        return text[start:index] + b"]]]]><![CDATA[>", end

    def _markup(self, text, start, stop):
        index = text.find(CDATA_START, start, stop + len(CDATA_START) - 1)
        end = stop if index < 0 else index
        comment = text.find(COMMENT_START, start, min(end, stop) + len(COMMENT_START) - 1)
        self.in_comment = comment >= 0
        if self.in_comment:
            index, end = -1, comment
        parts, position = [], start
        while (at := text.find(b"&", position, end)) >= 0:
            reference = REFERENCE.match(text, at)
            parts += text[position:at], self._escaped(reference)
            position = reference.end()
        parts.append(text[position:end])
        self.in_cdata = index >= 0
        opening = CDATA_START if self.in_cdata else COMMENT_START if self.in_comment else b""
        parts.append(opening)
        return b"".join(parts), max(position, end + len(opening))

    def _escaped(self, reference):
        if len(reference[0]) > 1 and is_in_xml(reference["number"]):
            return reference[0]
        self.count += 1
        return b"&amp;" + reference[0][1:]


def is_in_xml(number: bytes | None) -> bool:
    """Return whether XML allows a character reference; named references are always allowed."""
    if number is None:
        return True
    code = int(number[1:], 16) if number.startswith(b"x") else int(number)
    is_text = code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0x10FFFF
    return is_text and not 0xD800 <= code < 0xE000 and code not in (0xFFFE, 0xFFFF)
