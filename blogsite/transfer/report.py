"""What an import did, for the person who ran it."""

from collections import Counter, defaultdict
from collections.abc import Iterator

LONGEST_WORD = 50
UNSEEN = {"attribute class", "attribute id"}  # every block of today's editor has one
LISTED = 1000  # lines under one heading; more would be a second export


class ImportReport:
    """Counts, and lists of what somebody may want to look at."""

    def __init__(self):
        self.came_in = Counter()  # by noun
        self.already_there = Counter()  # by noun
        self.left_out = Counter()  # by what it was and why
        self.changed = Counter()  # by what was done
        self.sanitized = Counter()  # by what the sanitizer took away
        self.remarks = []
        self._lists = defaultdict(list)
        self._unlisted = Counter()

    def list(self, heading: str, line: str):
        """Put a line under a heading, or only count it when there are very many."""
        if len(self._lists[heading]) < LISTED:
            self._lists[heading].append(line)
        else:
            self._unlisted[heading] += 1

    def lost(self, heading: str, what: str, losses: Counter):
        """Say what the sanitizer took away from something, under a heading and in all."""
        self.sanitized.update(losses)
        if losses.keys() <= UNSEEN:
            return
        said = ", ".join(f"{number} × {name}" for name, number in losses.items())
        self.list(heading, f"{what}: {said}")

    def lines(self) -> Iterator[str]:
        yield f"Came in: {_sum(self.came_in)}"
        yield f"Already there: {_sum(self.already_there)}"
        yield from _block("Left out", _most_first(self.left_out))
        yield from _block("Changed", _most_first(self.changed))
        yield from _block("Taken away by sanitizing", _most_first(self.sanitized))
        for heading, lines in self._lists.items():
            unlisted = self._unlisted[heading]
            more = [f"and {unlisted:,} more"] if unlisted else []
            yield from _block(f"{heading} ({len(lines) + unlisted:,})", [*lines, *more])
        yield from self.remarks


def _sum(counts):
    return (
        ", ".join(counted(number, noun) for noun, number in counts.items() if number) or "nothing"
    )


def counted(number: int, noun: str) -> str:
    """Give "1 post", "2 posts"; an irregular noun is written "a person/people"."""
    one, _, many = noun.partition("/")
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def shortly(text: str) -> str:
    """Give a file's own word for something as part of a line: printable, and no longer than one."""
    return "".join(filter(str.isprintable, text[:LONGEST_WORD]))


def _most_first(counts):
    return [f"{number:,} × {what}" for what, number in counts.most_common() if number]


def _block(heading, lines):
    if lines:
        yield f"{heading}:"
        yield from (f"  {line}" for line in lines)
