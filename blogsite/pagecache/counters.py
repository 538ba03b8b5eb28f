"""Counters of each process about its requests, for /metrics.

Each process writes a file of its own if PROMETHEUS_MULTIPROC_DIR names a directory
(blogsite.serving sets it); a scrape adds the files up.
"""

from prometheus_client import Counter, Summary


class Counts:
    def __init__(self):
        durations = Summary("soundoff_request_seconds", "Requests and their time.", ["status"])
        self.by_class = {str(digit): durations.labels(f"{digit}xx") for digit in range(1, 6)}
        self.cached = Counter("soundoff_pages_kept", "Answers from a cached page.")
        self.rendered = Counter("soundoff_pages_drawn", "Pages that were rendered.")
        self.shared = Counter("soundoff_pages_shared", "Pages that another process had rendered.")

    def request(self, status: str, seconds: float):
        """Count a request by the first digit of its status."""
        self.by_class[status[0]].observe(seconds)


counts = Counts()
