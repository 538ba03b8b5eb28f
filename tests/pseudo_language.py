"""A language in which every Latin letter of a translated sentence is a wide one.

What still has usual Latin letters on a page was not translated, or was written by people; in tests
of it people write Greek. Each of our sentences has the characters around it that end an attribute
where a template does not escape them. As in French there is a blank before a colon, a semicolon, a
question mark: where it lacks, the sign is not part of a sentence.
"""

import re
from pathlib import Path

import allauth
import django
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "locale/en/LC_MESSAGES/django.po"
PACKAGES = [
    *sorted(Path(django.__file__).parent.glob("c*/**/en/LC_MESSAGES/django.po")),
    Path(allauth.__file__).parent / "locale/en/LC_MESSAGES/django.po",
]

CODE = "xx"
# Contexts of date formats, which are no sentences.
FORMATS = {"day", "day of a known year", "month", "month of a known year", "time of day"}
FORMATS |= {"month in a chart", "day in a chart"}
BEGIN, END = '«"<& ', ' "<&»'
WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~")) if chr(code).isalpha()}
# Placeholders, tags and entities of HTML, and characters that an escape names.
NARROW_BLANK = "\N{NARROW NO-BREAK SPACE}"
SIGN = re.compile(r"(?<!\s)[:;?!](?=\s|\Z)")
PROGRAM = re.compile(r"(%\(\w+\)[a-z]|%[sd%]|{[^}]*}|<[^>]*>|&#?\w+;|\\[a-z])")


def translated(text: str) -> str:
    """Return a sentence in the pseudo-language."""
    parts = PROGRAM.split(text)
    return "".join(part if index % 2 else wide(part) for index, part in enumerate(parts))


def wide(text):
    return SIGN.sub(lambda sign: NARROW_BLANK + sign[0], text.translate(WIDE))


def write_catalogue(folder: Path):
    """Write the compiled catalogue of all our sentences, Django's and allauth's below `folder`."""
    catalogue = Catalog(CODE.replace("xx", "en"))
    for path in [*PACKAGES, OURS]:
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    add(catalogue, message, is_ours=path == OURS)
    target = folder / CODE / "LC_MESSAGES/django.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
    source = folder / "en/LC_MESSAGES/django.po"  # from which owners choose what to word otherwise
    source.parent.mkdir(parents=True)
    source.write_bytes(OURS.read_bytes())


def add(catalogue, message, *, is_ours):
    """Add a message, unless a package has it too, in whose templates it stands as well."""
    if message.context in FORMATS:
        return
    texts = message.id if isinstance(message.id, (list, tuple)) else [message.id]
    strings = tuple(map(translated, texts))
    if is_ours:
        strings = tuple(f"{BEGIN}{string}{END}" for string in strings)
    string = strings if len(texts) > 1 else strings[0]
    catalogue.add(message.id, string, context=message.context)
