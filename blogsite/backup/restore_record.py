"""Find the records of unfinished backups and restores, beside the media.

This needs no Django, so that the server can check before it starts; `unfinished.py` writes them.
"""

from pathlib import Path

RECORD_NAMES = {"backup": ".backup-{}.json", "restore": ".restore-{}.json"}


def record_path(media: Path, kind: str, key: str) -> Path:
    """Return the path of the record of one backup or restore."""
    return media.parent / RECORD_NAMES[kind].format(key)


def records_of(media: Path, *kinds: str) -> list[Path]:
    """Return the paths of the records of these kinds, "backup" or "restore"."""
    return [path for kind in kinds for path in media.parent.glob(RECORD_NAMES[kind].format("*"))]
