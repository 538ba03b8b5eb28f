"""A language in which every sentence has its longest translation of all languages.

What fits in it fits in each of them, so a page need be measured once.
"""

from itertools import chain
from pathlib import Path
from unicodedata import combining, east_asian_width

from babel.messages import Catalog
from babel.messages.mofile import write_mo

from accounts.catalogues import po
from accounts.catalogues.checking import codes_in
from accounts.catalogues.known import SOURCE
from accounts.catalogues.loading import path_in
from tests.pseudo_language import FORMATS, ROOT

CODE, MIRRORED = "xl", "xr"  # the same sentences, from left to right and from right to left


def write_catalogues(folder: Path):
    """Write the compiled catalogues of both directions below `folder`."""
    catalogue = Catalog(SOURCE)
    for (context, sentence, plural), strings in longest_strings(ROOT / "locale").items():
        if context not in FORMATS:
            message = (sentence, plural) if plural else sentence
            catalogue.add(message, (strings, strings) if plural else strings, context=context)
    for code in (CODE, MIRRORED):
        target = folder / code / "LC_MESSAGES/django.mo"
        target.parent.mkdir(parents=True)
        with target.open("wb") as file:
            write_mo(file, catalogue)


def longest_strings(folder: Path) -> dict[tuple, str]:
    """Return the longest translation of each entry of the source, or its sentence."""
    catalogues = [po.read(path_in(folder, code)).entries for code in codes_in(folder)]
    return {
        key: max(chain([key[1]], *translations(key, catalogues)), key=width)
        for key in po.read(path_in(folder, SOURCE)).entries
    }


def translations(key, catalogues):
    """Yield the strings of an entry in each catalogue that has it."""
    for entries in catalogues:
        if key in entries:
            yield filter(None, entries[key].strings)


def width(text: str) -> int:
    """Return about how wide a text is; characters of East Asia count twice."""
    return sum((east_asian_width(each) in "WF") + 1 for each in text if not combining(each))
