"""How far a long command has come: a bar on a terminal, plain counts elsewhere."""

WIDTH = 30
EVERY = 10_000  # things counted between two lines where there is no terminal


class Progress:
    """Shown on `stream`; `label` says what is going on, `whole` when it is done."""

    def __init__(self, stream, label: str, whole: int):
        self.stream = stream
        self.label = label
        self.whole = max(1, whole)
        self.is_terminal = stream.isatty()
        self.drawn = None
        self.said = 0

    def show(self, done: int, counted: int, noun: str):
        """Say that `done` of the whole is behind us, and how many of the noun that was."""
        if self.is_terminal:
            self._draw(min(done, self.whole) * 100 // self.whole, f"{counted:,} {noun}")
        elif counted // EVERY > self.said:
            self.said = counted // EVERY
            self.stream.write(f"{self.label}: {counted:,} {noun}\n")

    def end(self):
        """Leave the terminal clean for what is printed next."""
        if self.drawn is not None:
            self.stream.write("\r\033[K")
            self.stream.flush()

    def _draw(self, percent, counts):
        if percent == self.drawn:
            return
        self.drawn = percent
        bar = "█" * (percent * WIDTH // 100)
        self.stream.write(f"\r{self.label} {bar:░<{WIDTH}} {percent:3}%  {counts}\033[K")
        self.stream.flush()
