"""What each process counts about its requests, for /metrics; in one file a process, which the
scrape adds up, when PROMETHEUS_MULTIPROC_DIR names a directory (blogsite.serving does).
"""

from prometheus_client import Counter, Summary


class Counts:
    def __init__(self):
        took = Summary("soundoff_request_seconds", "Requests and their time.", ["status"])
        self.by_class = {str(first): took.labels(f"{first}xx") for first in range(1, 6)}
        self.kept = Counter("soundoff_pages_kept", "Answers from a kept page.")
        self.drawn = Counter("soundoff_pages_drawn", "Pages drawn anew.")
        self.shared = Counter("soundoff_pages_shared", "Pages that another process had drawn.")

    def request(self, status: str, seconds: float):
        self.by_class[status[0]].observe(seconds)


counts = Counts()
