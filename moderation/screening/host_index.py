"""Finds the entry of a list that covers a host."""

from collections.abc import Iterable

ANY = "*"  # an entry that covers all hosts without an entry


class HostIndex:
    """Entries by normalized host; each covers its subdomains, and the closest one counts."""

    def __init__(self, entries: Iterable[tuple[str, object]]):
        self.entries: dict[str, list] = {}
        for host, entry in entries:
            self.entries.setdefault(host, []).append(entry)

    def covering(self, host: str) -> list:
        """Return the entries of the closest listed host: a normalized host itself or a parent."""
        labels = host.split(".")
        for start in range(len(labels)):
            if entries := self.entries.get(".".join(labels[start:])):
                return entries
        return self.entries.get(ANY, [])
