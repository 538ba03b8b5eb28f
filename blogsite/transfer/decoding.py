"""Decode a file in any encoding, also if some bytes are in another one."""

import codecs
import re

from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark

DECLARED_ENCODING = re.compile(rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
STRAY_BYTES = re.compile("[\udc80-\udcff]+")  # the decoder's marks for bytes that are not UTF-8
# A cut emoji, or one written as two surrogates; after a letter that is not Latin, a cut letter.
CUT_EMOJI = re.compile(rb"\xf0\x9f[\x80-\xbf]?|(?:\xed[\xa0-\xbf][\x80-\xbf])+")
CUT_LETTER = re.compile(rb"[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2}")
UNKNOWN_ENCODING = gettext_noop("it declares an encoding that is not known, %(name)s")
LAST_LATIN_LETTER = "\u024f"


class Decoding:
    """A decoder that reads a file in chunks and counts bytes that are not in its encoding.

    Within UTF-8 they are read as Windows-1252, the encoding of a site's older texts. A character
    cut off by a full database column becomes U+FFFD.
    """

    def __init__(self, encoding: str):
        self.is_utf8 = codecs.lookup(encoding).name.startswith("utf-8")
        errors = "surrogateescape" if self.is_utf8 else "replace"
        self.decoder = codecs.getincrementaldecoder(encoding)(errors)
        self.windows_1252_count = 0
        self.replaced_count = 0

    def decode(self, chunk: bytes, is_last=False) -> str:
        """Return the text of the next chunk; raise UnicodeError if a codec cannot replace."""
        text = self.decoder.decode(chunk, is_last)
        if not self.is_utf8:
            self.replaced_count += text.count("\ufffd")
        elif not is_valid(text):
            return STRAY_BYTES.sub(self._stray, text)
        return text

    def _stray(self, match):
        raw = match[0].encode("utf-8", "surrogateescape")
        before = match.string[max(0, match.start() - 1) : match.start()]
        cut = CUT_LETTER if before > LAST_LATIN_LETTER else CUT_EMOJI
        text = "\ufffd" if cut.fullmatch(raw) else raw.decode("windows-1252", "replace")
        lost_count = text.count("\ufffd")
        self.replaced_count += lost_count
        self.windows_1252_count += len(text) - lost_count
        return text


def is_valid(text: str) -> bool:
    """Return whether a text has no marks of stray bytes, in a tenth of a search's time."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def encoding_of(head: bytes) -> str:
    """Return the encoding of a file with these first bytes; raise LookupError if it is unknown."""
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
        # A declaration readable as ASCII cannot be in UTF-16 or UTF-32.
        return name if "<?xml".encode(name) == b"<?xml" else "utf-8"
    except (LookupError, UnicodeError):
        raise LookupError(Remark(UNKNOWN_ENCODING, name=name)) from None
