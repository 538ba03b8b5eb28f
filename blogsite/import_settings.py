"""The largest size of an owner's uploads, from IMPORT_MAX_MB, and the disk space left free."""

MEGABYTE = 10**6
DEFAULT_MB = 5_000  # a folder of many years' pictures; free disk space is checked, too
MOST_MB = 1_000_000
RESERVED_BYTES = 500 * 2**20  # of the disk, left free by uploads and unpacking


def max_bytes(env) -> int:
    """Return the maximum size of an uploaded file, in bytes."""
    return env.int("IMPORT_MAX_MB", default=DEFAULT_MB, most=MOST_MB) * MEGABYTE
