"""The signing key of a site whose owner has set none: created once, stored beside the database."""

import os
import secrets
from pathlib import Path


def kept_in(path: Path) -> str:
    """Return the key in `path`; create it, readable only by its owner, if there is none.

    Several processes may start at once: the complete key is linked into place, and the first wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
