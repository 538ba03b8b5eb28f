"""How large a file may be that an owner uploads, from IMPORT_MAX_MB, and what is left free."""

MEGABYTE = 10**6
DEFAULT_MB = 5_000  # a folder of pictures of many years; the disk is asked, too
MOST_MB = 1_000_000
RESERVED_BYTES = 500 * 2**20  # of the disk, which uploads and what is unpacked leave free


def max_bytes(env) -> int:
    """Return the most bytes of an uploaded file."""
    return env.int("IMPORT_MAX_MB", default=DEFAULT_MB, most=MOST_MB) * MEGABYTE
