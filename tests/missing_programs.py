"""What a machine may lack: its tests are skipped and say so; with CI=true they fail."""

import os

import pytest


def skip_or_fail(what: str):
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)
