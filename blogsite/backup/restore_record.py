"""Files beside the media that say which backups and restores have begun and not ended.

Without Django, so that the server can look before it starts; `unfinished` writes and settles them.
"""

from pathlib import Path

NAMES = {"backup": ".backup-{}.json", "restore": ".restore-{}.json"}


def record_path(media: Path, kind: str, key: str) -> Path:
    """Return the record of one backup or restore."""
    return media.parent / NAMES[kind].format(key)


def records_of(media: Path, *kinds: str) -> list[Path]:
    """Return the records of all "backup" or "restore" that have not ended."""
    return [path for kind in kinds for path in media.parent.glob(NAMES[kind].format("*"))]
