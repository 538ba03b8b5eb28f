"""Show the progress of long work: a bar on a terminal, lines of text, or numbers for a watcher."""

import time
from functools import partial
from io import StringIO

BAR_WIDTH = 30  # characters
ITEMS_PER_LINE = 10_000  # without a terminal


class Watcher:
    """Replaces a stream, for a program that shows progress in its own way."""

    def note(self, label: str, done: int, total: int, counted: int, noun: str):
        """Receive a step's progress; outside of transactions, so it may raise to stop the work."""
        raise NotImplementedError


class PacedWatcher(Watcher):
    """A watcher that stores progress, once in REPORT_SECONDS at most, for each time takes a query.

    Subclasses define `store`, with the parameters of `note`.
    """

    REPORT_SECONDS = 1
    stored = 0.0  # by time.monotonic()

    def note(self, label, done, total, counted, noun):
        if time.monotonic() - self.stored >= self.REPORT_SECONDS:
            self.stored = time.monotonic()
            self.store(label, done, total, counted, noun)

    def store(self, label: str, done: int, total: int, counted: int, noun: str):
        """Store a step's progress, as `note` takes it."""
        raise NotImplementedError


class Progress:
    """A progress display on `stream`; `label` names the work, `total` is its size."""

    def __init__(self, stream, label: str, total: int):
        self.stream = stream
        self.label = label
        self.total = max(1, total)
        self.is_watched = isinstance(stream, Watcher)
        self.is_terminal = not self.is_watched and stream.isatty()
        self.percent = None
        self.line_count = 0

    def show(self, done: int, counted: int, noun: str):
        """Show that `done` of the total is done, and how many of the noun have been counted."""
        if self.is_watched:
            self.stream.note(self.label, min(done, self.total), self.total, counted, noun)
        elif self.is_terminal:
            self._draw(min(done, self.total) * 100 // self.total, f"{counted:,} {noun}")
        elif counted // ITEMS_PER_LINE > self.line_count:
            self.line_count = counted // ITEMS_PER_LINE
            self.stream.write(f"{self.label}: {counted:,} {noun}\n")

    def end(self):
        """Remove the bar from the terminal."""
        if self.percent is not None:
            self.stream.write("\r\033[K")
            self.stream.flush()

    def _draw(self, percent, counts):
        if percent == self.percent:
            return
        self.percent = percent
        bar = "█" * (percent * BAR_WIDTH // 100)
        self.stream.write(f"\r{self.label} {bar:░<{BAR_WIDTH}} {percent:3}%  {counts}\033[K")
        self.stream.flush()


# An invisible progress display, from a label and a total.
UNSEEN = partial(Progress, StringIO())
