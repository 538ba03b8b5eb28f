"""Eight processes write at once, on a real database; nothing is lost and no tree is corrupt.

The full counts are run by hand, with benchmarks/writers.py.
"""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("posts", [1, 50])
def test_eight_concurrent_writers_lose_and_corrupt_nothing(database_url, posts):
    command = ["-m", "benchmarks.writers", "--writers", "8", "--acts", "10", "--posts", str(posts)]
    done = subprocess.run(
        [sys.executable, *command],
        env=os.environ | {"DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
