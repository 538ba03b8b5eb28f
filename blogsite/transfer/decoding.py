"""The text of a file, whatever its encoding, also where the bytes are of another one."""

import codecs
import re

DECLARED_ENCODING = re.compile(rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
STRAY_BYTES = re.compile("[\udc80-\udcff]+")  # as the decoder hands them on
# Half an emoji, or one in halves; after a letter that is not Latin, half a letter.
HALF = re.compile(rb"\xf0\x9f[\x80-\xbf]?|(?:\xed[\xa0-\xbf][\x80-\xbf])+")
HALF_LETTER = re.compile(rb"[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2}")
LATIN = "\u024f"


class Decoding:
    """Decodes a file in pieces, and counts the bytes that were not of its encoding.

    Among UTF-8 they are read as Windows-1252, in which older texts of a site stand; a character
    that was cut in its middle, when a column was full, becomes U+FFFD.
    """

    def __init__(self, encoding: str):
        self.is_utf8 = codecs.lookup(encoding).name.startswith("utf-8")
        errors = "surrogateescape" if self.is_utf8 else "replace"
        self.decoder = codecs.getincrementaldecoder(encoding)(errors)
        self.of_windows = 0
        self.replaced = 0

    def text(self, piece: bytes, is_last=False) -> str:
        """Give the text of the piece after; UnicodeError where a codec cannot replace."""
        text = self.decoder.decode(piece, is_last)
        if self.is_utf8:
            return STRAY_BYTES.sub(self._stray, text)
        self.replaced += text.count("\ufffd")
        return text

    def _stray(self, match):
        raw = match[0].encode("utf-8", "surrogateescape")
        before = match.string[max(0, match.start() - 1) : match.start()]
        half = HALF_LETTER if before > LATIN else HALF
        text = "\ufffd" if half.fullmatch(raw) else raw.decode("windows-1252", "replace")
        lost = text.count("\ufffd")
        self.replaced += lost
        self.of_windows += len(text) - lost
        return text


def encoding_of(head: bytes) -> str:
    """Name the encoding of a file that begins so. Raises LookupError for an unknown one."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    if head[:2] in (b"<\0", b"\0<"):
        return "utf-16-le" if head[0] else "utf-16-be"
    declared = DECLARED_ENCODING.search(head)
    if not declared:
        return "utf-8"
    name = declared[1].decode()
    try:
        # Wide encodings cannot have been declared in bytes that read as ASCII.
        return name if "<?xml".encode(name) == b"<?xml" else "utf-8"
    except (LookupError, UnicodeError):
        raise LookupError(f"it declares an encoding that is not known, {name}") from None
