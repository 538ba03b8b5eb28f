"""What is wrong with a whole catalogue, by file and line."""

from pathlib import Path
from typing import NamedTuple

from django.utils.translation import to_language, to_locale

from accounts.catalogues import po
from accounts.catalogues.audience import is_for_readers
from accounts.catalogues.faults import faults_of
from accounts.catalogues.known import LANGUAGES, SOURCE
from accounts.catalogues.loading import path_in

# Header: who speaks the language and has read the catalogue, if anybody
REVIEWED_BY = "X-Reviewed-By"


class Report(NamedTuple):
    """The faults of a catalogue, each with file and line, and how many sentences stay English."""

    faults: list[str]
    in_english: int


def check(code: str, folder: Path) -> Report:
    """Compare the catalogue of a language with that of the source, both in `folder`."""
    path = path_in(folder, code)
    try:
        catalogue, source = po.read(path), po.read(path_in(folder, SOURCE))
    except (po.BrokenCatalogue, FileNotFoundError) as error:
        return Report([str(error)], 0)
    faults = []
    if catalogue.left_over:
        faults.append(f"{path}:{catalogue.left_over}: an unused sentence was left (#~)")
    if code == SOURCE:
        return Report(faults, 0)
    needed = {key: entry for key, entry in source.entries.items() if is_needed(code, entry)}
    for key in needed.keys() - catalogue.entries.keys():
        faults.append(f"{path}:1: missing: “{needed[key].id}”; `make messages` adds it")
    for key, entry in catalogue.entries.items():
        faults += [f"{path}:{entry.line}: {fault}" for fault in _faults_of_entry(code, key, entry)]
        if key not in source.entries:
            faults.append(f"{path}:{entry.line}: unused; `make messages` drops it")
    return Report(faults, len(source.entries.keys() - catalogue.entries.keys()))


def is_needed(code: str, entry: po.Entry) -> bool:
    """Return whether the catalogue of a language must have an entry of the source."""
    return LANGUAGES[code].has_desk or is_for_readers(entry.files)


def _unknown(folder):
    names = {to_locale(code) for code in LANGUAGES}
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.name not in names)


def codes_in(folder: Path) -> list[str]:
    """Return the languages that have a folder in `folder`, sorted."""
    codes = {to_language(path.name) for path in folder.iterdir() if path.is_dir()}
    return [code for code in LANGUAGES if code in codes]


def faults_at_start(folder: Path) -> list[str]:
    """Return what is wrong with the folders and the headers, without reading any sentence."""
    known = ", ".join(LANGUAGES)
    faults = [f"{path}: no language that is known here: {known}" for path in _unknown(folder)]
    for code in codes_in(folder):
        path = path_in(folder, code)
        try:
            faults += [f"{path}:1: {why}" for why in _faults_of_header(code, po.read_header(path))]
        except (po.BrokenCatalogue, FileNotFoundError) as error:
            faults.append(str(error))
    return faults


def _faults_of_header(code, header):
    expected = {"Language": to_locale(code), "Plural-Forms": LANGUAGES[code].plural_forms}
    for name, value in expected.items():
        if header.get(name) != value:
            yield f"its header must say “{name}: {value}”"
    if code != SOURCE and REVIEWED_BY not in header:
        yield f"its header must have {REVIEWED_BY}; empty, as long as no native speaker has read it"


def _faults_of_entry(code, key, entry):
    if entry.is_fuzzy:
        yield "fuzzy: compare it with the sentence, and take the flag away"
    elif not entry.is_translated:
        yield f"not translated: “{entry.id}”"
    else:
        context, sentence, plural = key
        forms = LANGUAGES[code].plural_forms
        yield from faults_of(sentence, plural, entry.strings, forms, context)
