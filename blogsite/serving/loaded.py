"""Which workers have loaded the site: each leaves a file with the id of its process as its name."""

import os
from pathlib import Path

# Names the folder of these files in the environment of the workers.
VARIABLE = "SERVER_LOADED_FOLDER"


def tell():
    """Say that this process has loaded the site and will take requests in a moment."""
    _mark_of(os.getpid()).touch()


def has_told(process: int) -> bool:
    """Return whether the worker with the id `process` has loaded the site."""
    return _mark_of(process).exists()


def _mark_of(process: int) -> Path:
    return Path(os.environ[VARIABLE]) / f"loaded-{process}"
