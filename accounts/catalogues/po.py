"""Reads gettext catalogues (`.po`), as `make messages` writes them.

They are parsed directly, in some hundredths of a second, so that no compiled file can be outdated.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
KEYWORD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d)\])? "(.*)"')


class BrokenCatalogue(ValueError):
    """A file is not a valid catalogue; the message says where and why."""

    def __init__(self, path, line, why):
        super().__init__(f"{path}:{line}: {why}")


@dataclass
class Entry:
    """A sentence with its translation: one string, or one for each form of the plural."""

    line: int
    context: str | None = None
    id: str = ""
    plural: str | None = None
    strings: list[str] = field(default_factory=list)
    files: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)  # comment lines of other kinds, as they are

    @property
    def key(self):
        """Return gettext's key: the context, the sentence and its plural."""
        return self.context, self.id, self.plural

    @property
    def is_fuzzy(self):
        return "fuzzy" in self.flags

    @property
    def is_translated(self):
        return bool(self.strings) and all(self.strings)


@dataclass
class Catalogue:
    """A file: its header, and all other entries by their key."""

    path: Path
    comment: list[str]
    header: dict[str, str]
    entries: dict[tuple, Entry]
    left_over: int = 0  # the first line of an entry marked obsolete by gettext, or 0


def read(path: Path) -> Catalogue:
    """Return the catalogue in a file. Raises BrokenCatalogue, which names the line."""
    reader = _Reader(path, path.read_text("utf-8"))
    head, *entries = reader.entries() or [Entry(1)]
    header = _header(path, head)
    by_key = {}
    for entry in entries:
        if entry.key in by_key:
            raise BrokenCatalogue(path, entry.line, f"“{entry.id}” is there twice")
        by_key[entry.key] = entry
    return Catalogue(path, head.notes, header, by_key, reader.left_over)


def read_header(path: Path) -> dict[str, str]:
    """Return the header of a file, without reading further."""
    text, _, _ = path.read_text("utf-8").partition("\n\n")
    entries = _Reader(path, text).entries()
    return _header(path, entries[0] if entries else Entry(1))


def _header(path, entry):
    if entry.id or not entry.strings:
        raise BrokenCatalogue(path, entry.line, 'it does not begin with a header (msgid "")')
    lines = (line.partition(":") for line in entry.strings[0].splitlines())
    return {name.strip(): value.strip() for name, _, value in lines}


class _Reader:
    def __init__(self, path, text):
        self.path, self.text = path, text
        self.entry = Entry(1)
        self.target = None  # appends the next line of a string to the right field
        self.left_over = 0

    def entries(self):
        """Return the entries in the order of the file."""
        entries = []
        for number, line in enumerate(self.text.split("\n"), start=1):
            if not line:
                self._end(entries, number)
            elif line[0] == '"' and line[-1] == '"' and self.target:
                self.target(_unescaped(line[1:-1]))
            elif match := KEYWORD.fullmatch(line):
                self._begin_string(match, number)
            elif line[0] == "#":
                self._note(line, number)
            else:
                raise BrokenCatalogue(self.path, number, "this is no line of a catalogue")
        self._end(entries, 0)
        return entries

    def _end(self, entries, number):
        if self.entry.strings or self.entry.id:
            entries.append(self.entry)
        self.entry, self.target = Entry(number + 1), None

    def _begin_string(self, match, number):
        keyword, form, text = match.groups()
        entry, text = self.entry, _unescaped(text)
        if keyword == "msgid":
            entry.line = number
        if keyword == "msgstr":
            if int(form or 0) != len(entry.strings):
                raise BrokenCatalogue(self.path, number, f"msgstr[{form}] is not in its place")
            entry.strings.append(text)
        else:
            setattr(entry, FIELDS[keyword], text)
        self.target = self._add_to_string if keyword == "msgstr" else self._adder(FIELDS[keyword])

    def _add_to_string(self, text):
        self.entry.strings[-1] += text

    def _adder(self, name):
        return lambda text: setattr(self.entry, name, getattr(self.entry, name) + text)

    def _note(self, line, number):
        kind = line[:2]
        if kind == "#:":
            self.entry.files += tuple(line[2:].split())
        elif kind == "#,":
            self.entry.flags += tuple(flag.strip() for flag in line[2:].split(","))
        elif kind == "#~":
            self.left_over = self.left_over or number
        else:
            self.entry.notes.append(line)


FIELDS = {"msgctxt": "context", "msgid": "id", "msgid_plural": "plural"}


def _unescaped(text):
    if "\\" not in text:
        return text
    return ESCAPE.sub(lambda match: ESCAPED.get(match[1], match[1]), text)
