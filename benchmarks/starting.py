"""How long the server takes from its start to the first page, and what memory it holds idle.

    python -m benchmarks.starting [--runs 5] [--learned]

Goals: two seconds, and 200 MB for all its processes together; memory that processes share is
counted once (PSS). With `--learned` each worker has a model that judges comments.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import django
import psutil

from benchmarks.scratch import scratch_database


def started(path: str, home: Path, *, learned: bool) -> tuple[float, float]:
    """Return the seconds to the first page and, a little later, the megabytes of all processes."""
    from tests.site_server import site_server

    began = time.monotonic()
    with site_server(os.environ["DATABASE_URL"], home / "log") as site:
        site.wait(path)
        seconds = time.monotonic() - began
        for _ in range(20):  # so that each worker has answered
            site.browser().get(path)
            if learned:
                site.browser().comment(f"{path}respond/", "The first frost came early this year.")
        server = psutil.Process(site.process.pid)
        processes = [server, *server.children(recursive=True)]
        return seconds, sum(process.memory_full_info().pss for process in processes) / 1e6


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--learned", action="store_true")
    options = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database("sqlite"), tempfile.TemporaryDirectory() as home:
        django.setup()
        from benchmarks.making import build_comments, make_posts

        (post,) = make_posts(1)
        build_comments(post, 43)
        path = post.get_absolute_url()
        if options.learned:
            from benchmarks.taught import teach

            teach()
        seconds, megabytes = zip(
            *(started(path, Path(home), learned=options.learned) for _ in range(options.runs)),
            strict=True,
        )
    for label, values, unit in (("first page after", seconds, "s"), ("idle", megabytes, "MB")):
        middle = statistics.median(values)
        print(f"{label:<20}{middle:8.2f} ({min(values):.2f}–{max(values):.2f}) {unit}")


if __name__ == "__main__":
    main()
