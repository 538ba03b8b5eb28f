"""Writes a catalogue as `make messages` does: one string a line, however long."""

import re

from accounts.catalogues.po import Catalogue, Entry

LINES = re.compile(r"[^\n]*\n|[^\n]+")
ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r"})


def write(catalogue: Catalogue):
    """Write a catalogue to its file."""
    header = "".join(f"{name}: {value}\n" for name, value in catalogue.header.items())
    parts = ["\n".join([*catalogue.comment, 'msgid ""', _string("msgstr", header)])]
    parts.extend("\n".join(_lines(entry)) for entry in catalogue.entries.values())
    catalogue.path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.path.write_text("\n\n".join(parts) + "\n", "utf-8")


def _lines(entry: Entry):
    yield from entry.notes
    if entry.files:
        yield f"#: {' '.join(entry.files)}"
    if entry.flags:
        yield f"#, {', '.join(entry.flags)}"
    if entry.context is not None:
        yield _string("msgctxt", entry.context)
    yield _string("msgid", entry.id)
    if entry.plural is None:
        yield _string("msgstr", entry.strings[0])
        return
    yield _string("msgid_plural", entry.plural)
    for form, text in enumerate(entry.strings):
        yield _string(f"msgstr[{form}]", text)


def _string(keyword, text):
    lines = LINES.findall(text)
    if len(lines) < 2:
        return f'{keyword} "{text.translate(ESCAPES)}"'
    return "\n".join([f'{keyword} ""', *(f'"{line.translate(ESCAPES)}"' for line in lines)])
