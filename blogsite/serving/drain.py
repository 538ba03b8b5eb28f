"""Whether this server drains: it will end, says so at /readyz, and serves on for some seconds."""

import os
from pathlib import Path

# Names a file in the environment of the workers; while it exists, the server drains.
VARIABLE = "SERVER_DRAIN_FILE"


def is_draining() -> bool:
    """Return whether the server of this process has been told to end."""
    file = os.environ.get(VARIABLE)
    return bool(file) and Path(file).exists()


def begin():
    Path(os.environ[VARIABLE]).touch()
