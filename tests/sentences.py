"""The sentences of the sources that can be translated, found without the system's gettext."""

import io
import re
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import templatize

SOURCES = (".py", ".html", ".txt")
CONTEXT = (1, "c")
# By function, which of its arguments are sentences.
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"))
KEYWORDS |= dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2))
KEYWORDS |= dict.fromkeys(("pgettext", "pgettext_lazy"), (CONTEXT, 2))
KEYWORDS |= dict.fromkeys(("npgettext", "npgettext_lazy"), (CONTEXT, 2, 3))
# Most files have no sentence: reading them word by word would take long.
IN_PYTHON = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\s*\(")
IN_TEMPLATES = re.compile(r"trans|_\(")


def of_sources(root: Path, folders) -> dict[tuple, tuple]:
    """Return the files of each sentence in these folders of `root`.

    A key is the context of a sentence, or None, and the sentence, or a pair with its plural.
    """
    catalogue = Catalog()
    for path in sorted(path for folder in folders for path in (root / folder).rglob("*")):
        if path.suffix in SOURCES:
            code = io.BytesIO(_code_of(path).encode())
            for _, text, _, context in extract("python", code, KEYWORDS):
                place = (str(path.relative_to(root)), 0)
                catalogue.add(text, context=context, locations=[place])
    return _files_by_sentence(catalogue)


def of_catalogue(path: Path) -> dict[tuple, tuple]:
    """Return the same of a catalogue."""
    with path.open("rb") as file:
        return _files_by_sentence(read_po(file))


def _files_by_sentence(catalogue):
    return {
        (message.context, message.id): tuple(sorted({file for file, _ in message.locations}))
        for message in catalogue
        if message.id
    }


def _code_of(path):
    """Return a file as Python that has its sentences; a template's has no indentation then."""
    text = path.read_text()
    if path.suffix == ".py":
        return text if IN_PYTHON.search(text) else ""
    if not IN_TEMPLATES.search(text):
        return ""
    return "\n".join(line.lstrip() for line in templatize(text).splitlines())
