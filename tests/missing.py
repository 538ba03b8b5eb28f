"""What a machine may lack: its tests are skipped and say so; with CI=true they fail."""

import os

import pytest


def missing(what: str):
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)
