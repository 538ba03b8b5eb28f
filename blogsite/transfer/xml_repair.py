"""Escapes what WordPress left unescaped: a parser would stop there, and the export with it.

Versions before 2012 ended a CDATA section wherever a text had "]]>", as scripts do; addresses of
commenters have bare ampersands, and titles have references to characters that XML has not.
"""

import re

LOOKAHEAD = 100  # bytes; longer than anything that is looked for
BEGINNING, END = b"<![CDATA[", b"]]>"
END_OF_TEXT = re.compile(
    rb"\]\]>\s{0,20}(?:<!\[CDATA\["
    rb"|</(?:[\w-]{1,20}:[\w-]{1,30}|title|link|category|description|guid|pubDate)\s*>)"
)
REFERENCE = re.compile(
    rb"&(?:[a-zA-Z][\w.-]{0,40};|#(?P<number>[0-9]{1,7}|x[0-9a-fA-F]{1,6});)?", re.ASCII
)


class Mending:
    """Mends XML as it streams by in pieces; `count` says at how many places it did."""

    def __init__(self):
        self.waiting = b""
        self.in_cdata = False
        self.count = 0

    def mend(self, piece: bytes, is_last=False) -> bytes:
        """Give what can be told by now; the last few bytes wait for the piece after."""
        text = self.waiting + piece
        stop = len(text) if is_last else len(text) - LOOKAHEAD
        given, done = [], 0
        while done < stop:
            step = self._characters if self.in_cdata else self._markup
            mended, done = step(text, done, stop)
            given.append(mended)
        self.waiting = text[done:]
        return b"".join(given)

    def _characters(self, text, start, stop):
        mark = text.find(END, start, stop + len(END) - 1)
        if mark < 0:
            return text[start:stop], stop
        end = mark + len(END)
        self.in_cdata = not END_OF_TEXT.match(text, mark)
        if not self.in_cdata:
            return text[start:end], end
        self.count += 1
        return text[start:mark] + b"]]]]><![CDATA[>", end

    def _markup(self, text, start, stop):
        mark = text.find(BEGINNING, start, stop + len(BEGINNING) - 1)
        end = stop if mark < 0 else mark
        given, done = [], start
        while (at := text.find(b"&", done, end)) >= 0:
            reference = REFERENCE.match(text, at)
            given += text[done:at], self._escaped(reference)
            done = reference.end()
        given.append(text[done:end])
        self.in_cdata = mark >= 0
        if self.in_cdata:
            given.append(BEGINNING)
        return b"".join(given), max(done, end + len(BEGINNING) * self.in_cdata)

    def _escaped(self, reference):
        if len(reference[0]) > 1 and is_in_xml(reference["number"]):
            return reference[0]
        self.count += 1
        return b"&amp;" + reference[0][1:]


def is_in_xml(number: bytes | None) -> bool:
    """Whether a reference leads to a character that XML has; a name, not a number, is let pass."""
    if number is None:
        return True
    code = int(number[1:], 16) if number.startswith(b"x") else int(number)
    is_text = code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0x10FFFF
    return is_text and not 0xD800 <= code < 0xE000 and code not in (0xFFFE, 0xFFFF)
