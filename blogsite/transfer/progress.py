"""Show how far a long command has come: a bar on a terminal, lines of text elsewhere."""

BAR_WIDTH = 30  # characters
ITEMS_PER_LINE = 10_000  # where there is no terminal


class Progress:
    """A progress display on `stream`; `label` names the work, `total` is the size of all of it."""

    def __init__(self, stream, label: str, total: int):
        self.stream = stream
        self.label = label
        self.total = max(1, total)
        self.is_terminal = stream.isatty()
        self.percent = None
        self.line_count = 0

    def show(self, done: int, counted: int, noun: str):
        """Show that `done` of the total is done, and how many of the noun have been counted."""
        if self.is_terminal:
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
