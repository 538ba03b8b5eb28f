"""Report what an import did."""

from collections import Counter, defaultdict
from collections.abc import Iterator

MAX_QUOTED_LENGTH = 50
INVISIBLE_REMOVALS = {"attribute class", "attribute id"}  # each block of the editor has one
MAX_LINES = 1000  # under one heading


class ImportReport:
    """Counts of what an import did, and lists of what a person should look at."""

    def __init__(self):
        self.added = Counter()  # by noun
        self.existing = Counter()  # by noun
        self.left_out = Counter()  # by kind and reason
        self.changed = Counter()  # by change
        self.sanitized = Counter()  # by kind of removed text
        self.remarks = []
        self._lists = defaultdict(list)
        self._unlisted = Counter()

    def list(self, heading: str, line: str):
        """Add a line under a heading, or only count it if there are MAX_LINES already."""
        if len(self._lists[heading]) < MAX_LINES:
            self._lists[heading].append(line)
        else:
            self._unlisted[heading] += 1

    def list_removed(self, heading: str, source: str, removed: Counter):
        """Count what the sanitizer removed from a source, and list it under a heading."""
        self.sanitized.update(removed)
        if removed.keys() <= INVISIBLE_REMOVALS:
            return
        removals = ", ".join(f"{number} × {name}" for name, number in removed.items())
        self.list(heading, f"{source}: {removals}")

    def lines(self) -> Iterator[str]:
        """Yield the report line by line."""
        yield f"Came in: {_sum(self.added)}"
        yield f"Already there: {_sum(self.existing)}"
        yield from _block("Left out", _by_count(self.left_out))
        yield from _block("Changed", _by_count(self.changed))
        yield from _block("Taken away by sanitizing", _by_count(self.sanitized))
        for heading, lines in self._lists.items():
            unlisted = self._unlisted[heading]
            more = [f"and {unlisted:,} more"] if unlisted else []
            yield from _block(f"{heading} ({len(lines) + unlisted:,})", [*lines, *more])
        yield from self.remarks


def _sum(counts):
    return (
        ", ".join(pluralize(number, noun) for noun, number in counts.items() if number) or "nothing"
    )


def pluralize(number: int, noun: str) -> str:
    """Return "1 post" or "2 posts"; write an irregular noun as "person/people"."""
    one, _, many = noun.partition("/")
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def shorten(text: str) -> str:
    """Return the printable characters of a text from the file, cut to MAX_QUOTED_LENGTH."""
    return "".join(filter(str.isprintable, text[:MAX_QUOTED_LENGTH]))


def _by_count(counts):
    return [f"{number:,} × {what}" for what, number in counts.most_common() if number]


def _block(heading, lines):
    if lines:
        yield f"{heading}:"
        yield from (f"  {line}" for line in lines)
