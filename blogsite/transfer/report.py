"""Collect what an import did: what was imported, and what readers may miss.

A report stores remarks and nouns, not sentences: `report_texts.py` renders them in any language.
"""

from collections import Counter, defaultdict

from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark

MAX_QUOTED_LENGTH = 50
MAX_LINES = 1000  # under one heading

# Removed elements that were visible by themselves. The text inside all others stays.
ELEMENTS_THAT_SHOW = {
    *("applet", "audio", "button", "canvas", "embed", "form", "frame", "iframe", "img", "input"),
    *("map", "math", "meter", "object", "picture", "progress", "script", "select", "svg"),
    *("textarea", "video"),
}
# Links with these URLs are imported: they differ only in form.
HARMLESS_SCHEMES = {"http:", "https:"}
REMOVALS = {
    "element": gettext_noop("element %(name)s"),
    "attribute": gettext_noop("attribute %(name)s"),
    "address": gettext_noop("address %(name)s"),
    "comment": gettext_noop("comment in the markup"),
    "invisible character": gettext_noop("invisible character"),
}
TIMES = "%(count)s × %(what)s"  # the same in all languages
LINE = gettext_noop("%(source)s: %(whats)s")
TAKEN_AWAY = gettext_noop("%(what)s taken away")


def is_visible(removal: str) -> bool:
    """Return whether readers may miss what the sanitizer removed, by the name of its kind."""
    kind, _, name = removal.partition(" ")
    return (kind == "element" and name in ELEMENTS_THAT_SHOW) or (
        kind == "address" and name not in HARMLESS_SCHEMES
    )


def remark_on_removal(removal: str) -> str:
    """Return the report's name for something that the sanitizer removed."""
    if removal in REMOVALS:
        return REMOVALS[removal]
    kind, _, name = removal.partition(" ")
    return Remark(REMOVALS[kind], name=name)


class ImportReport:
    """Counts of what an import did, and what a reader of the blog may miss, by post or comment."""

    def __init__(self, *, is_dry_run=False):
        self.is_dry_run = is_dry_run
        self.added = Counter()  # by noun
        self.existing = Counter()  # by noun
        self.states = Counter()  # imported things, by noun and state
        self.left_out = Counter()  # by kind and reason
        self.changed = Counter()  # by change
        self.sanitized = Counter()  # by kind of removed text
        self.remarks = []
        self.details = []  # remarks for people who ask for all details
        self.hidden = Counter()  # stored things that are not shown until an owner says so, by kind
        self.moved_count = 0  # posts on another day than before
        self.time_zone = ""  # of the export, if that moves posts
        self.losses = Counter()  # what readers may miss, in total
        self.losses_by_source = defaultdict(Counter)
        self.sources_unlisted = set()
        self.notes = defaultdict(list)  # what owners must know, by heading
        self.lists = defaultdict(list)  # for people who ask for all details, by heading
        self.unlisted = Counter()  # by heading

    def miss(self, source: str, what: str, count: int = 1):
        """Note something that readers may miss in a source: “post 7 (line 9), “Title””."""
        if count < 1:
            return
        self.losses[what] += count
        if source in self.losses_by_source or len(self.losses_by_source) < MAX_LINES:
            self.losses_by_source[source][what] += count
        else:
            self.sources_unlisted.add(hash(source))

    @property
    def places(self) -> int:
        """Return in how many places readers may miss something."""
        return len(self.losses_by_source) + len(self.sources_unlisted)

    def note(self, heading: str, line: str):
        """Add a line under a heading for everybody, not only with all details."""
        self._add(self.notes, heading, line)

    def list(self, heading: str, line: str):
        """Add a line under a heading, or only count it after MAX_LINES."""
        self._add(self.lists, heading, line)

    def _add(self, lists, heading, line):
        if len(lists[heading]) < MAX_LINES:
            lists[heading].append(line)
        else:
            self.unlisted[heading] += 1

    def list_removed(self, heading: str, source: str, removed: Counter):
        """Count what the sanitizer removed from a source; list it, and what readers may miss."""
        named = Counter({remark_on_removal(name): number for name, number in removed.items()})
        self.sanitized.update(named)
        self.list(heading, Remark(LINE, source=source, whats=counted_remarks(named)))
        for name, number in removed.items():
            if is_visible(name):
                what = Remark(TAKEN_AWAY, what=remark_on_removal(name))
                self.miss(source, what, number)


def counted_remarks(counts: Counter) -> tuple[Remark, ...]:
    """Return remarks about things, each with its number."""
    return tuple(
        Remark(TIMES, count=number, what=what if isinstance(what, Remark) else Remark(what))
        for what, number in counts.items()
    )


def shorten(text: str) -> str:
    """Return the printable characters of a text from the file, cut to MAX_QUOTED_LENGTH."""
    return "".join(filter(str.isprintable, text[:MAX_QUOTED_LENGTH]))
