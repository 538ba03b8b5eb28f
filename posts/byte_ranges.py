"""The part of a file that a request asks for in its header Range (RFC 9110, section 14)."""

import re

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def requested_range(header: str, size: int) -> range | None:
    """Return the positions of the bytes that a header asks for: an empty range if there are none.

    None means the whole file: for no header, an invalid one, and one with several ranges.
    """
    match = RANGE.fullmatch(header.strip())
    if not match or match[0] == "bytes=-":
        return None
    first, last = match.groups()
    if not first:  # so many bytes at the end
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    end = min(int(last) + 1, size) if last else size
    return range(int(first), max(end, int(first)))
