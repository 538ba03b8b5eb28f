"""Bring the catalogues of all languages up to date with the source.

Translations stay. A new sentence gets no translation, or, marked as fuzzy until somebody has
compared them, that of the most similar sentence which was dropped.
"""

from difflib import get_close_matches
from pathlib import Path

from django.utils.translation import get_language_info, to_locale

from accounts.catalogues import po
from accounts.catalogues.checking import REVIEWED_BY, is_needed
from accounts.catalogues.faults import numbers_by_form
from accounts.catalogues.known import LANGUAGES, SOURCE
from accounts.catalogues.loading import path_in
from accounts.catalogues.writing import write

LIKENESS = 0.7  # least similarity of a changed sentence, from 0 to 1


def update(code: str, folder: Path) -> int:
    """Update or begin the catalogue of a language; return how many sentences need a translation."""
    source = po.read(path_in(folder, SOURCE))
    path = path_in(folder, code)
    old = po.read(path) if path.is_file() else _empty(code, path)
    gone = {entry.id: entry for key, entry in old.entries.items() if key not in source.entries}
    entries = {}
    for key, entry in source.entries.items():
        translated = old.entries.get(key)
        if translated is not None and (translated.is_translated or is_needed(code, entry)):
            entries[key] = _joined(entry, translated)
        elif is_needed(code, entry):
            entries[key] = _suggested(code, entry, gone)
    write(po.Catalogue(path, old.comment, old.header, entries))
    return sum(entry.is_fuzzy or not entry.is_translated for entry in entries.values())


def _empty(code, path):
    header = {
        "Project-Id-Version": "Soundoff",
        "Language": to_locale(code),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": LANGUAGES[code].plural_forms,
        REVIEWED_BY: "",
    }
    return po.Catalogue(path, [f"# Soundoff in {get_language_info(code)['name']}."], header, {})


def _joined(entry, translated):
    """Return an entry of the source with its translation and the translators' notes."""
    source_kinds = ("#.",) if translated.is_fuzzy else ("#.", "#|")
    notes = [note for note in translated.notes if note[:2] not in source_kinds]
    notes += [note for note in entry.notes if note[:2] == "#."]
    flags = ("fuzzy", *entry.flags) if translated.is_fuzzy else entry.flags
    return _entry(entry, translated.strings, flags, notes)


def _suggested(code, entry, gone):
    like = get_close_matches(entry.id, gone, n=1, cutoff=LIKENESS)
    forms = 1 if entry.plural is None else len(numbers_by_form(LANGUAGES[code].plural_forms))
    strings = gone[like[0]].strings if like else []
    if len(strings) != forms:
        return _entry(entry, [""] * forms, entry.flags, entry.notes)
    previous = f"#| {like[0]!r}"
    return _entry(entry, strings, ("fuzzy", *entry.flags), [*entry.notes, previous])


def _entry(entry, strings, flags, notes):
    return po.Entry(
        0, entry.context, entry.id, entry.plural, list(strings), entry.files, flags, list(notes)
    )
