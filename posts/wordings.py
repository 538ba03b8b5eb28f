"""An owner's wordings of sentences: find sentences; store and delete wordings.

A stored wording reaches each process with the next version of the blog that it reads.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.catalogues import loading, po
from accounts.catalogues.checking import REVIEWED_BY
from accounts.catalogues.faults import numbers_by_form
from accounts.catalogues.known import LANGUAGES, SOURCE
from posts.models import Blog, Wording
from posts.models.blog import BLOG_ID
from posts.models.versions import next_version
from posts.models.wording import digest_of

MAX_MATCHES = 100


class Sentence(NamedTuple):
    """A sentence of the site in one language: the translation, and the owner's wording."""

    language: str
    key: tuple
    strings: list[str]
    wording: Wording | None

    @property
    def digest(self):
        return digest_of(self.key)

    @property
    def original(self):
        return self.key[1]

    @property
    def current(self) -> list[str]:
        """Return the text that people read now."""
        return self.wording.strings if self.wording else self.strings

    @property
    def is_in_use(self):
        """Return whether the site still uses it; an update may have removed it."""
        return bool(self.strings)


def sentences_in(language: str) -> list[Sentence]:
    """Return all sentences of the site in a language, also removed ones with a wording."""
    folder = Path(settings.LOCALE_PATHS[0])
    translated = {}
    path = loading.path_in(folder, language)
    if language != SOURCE and path.is_file():
        translated = _entries(path, path.stat().st_mtime_ns)
    wordings = {wording.key: wording for wording in Wording.objects.filter(language=language)}
    sentences = []
    path = loading.path_in(folder, SOURCE)
    for key in _entries(path, path.stat().st_mtime_ns):
        strings = _strings_of(key, translated.get(key), language)
        sentences.append(Sentence(language, key, strings, wordings.pop(key, None)))
    left = [Sentence(language, key, [], wording) for key, wording in wordings.items()]
    return [*left, *sentences]


@lru_cache(maxsize=2)  # English, and the language that an owner works on
def _entries(path, changed):
    """Return the entries of a catalogue, which is read again when its file has changed."""
    return po.read(path).entries


def _strings_of(key, entry, language):
    if entry is not None and entry.is_translated and not entry.is_fuzzy:
        return entry.strings
    _, sentence, plural = key
    if plural is None:
        return [sentence]
    numbers = numbers_by_form(LANGUAGES[language].plural_forms)
    return [sentence if form == [1] else plural for form in numbers]


def matching(sentences: list[Sentence], text: str) -> list[Sentence]:
    """Return the sentences with these words, in the original or as people read them."""
    wanted = text.casefold().split()
    return [each for each in sentences if all(word in _searched(each) for word in wanted)]


def _searched(sentence):
    return " ".join([*filter(None, sentence.key), *sentence.current]).casefold()


def store(sentence: Sentence, strings: list[str], *, by):
    """Store a wording, or delete it if it equals the catalogue's sentence."""
    if strings == sentence.strings:
        take_back(sentence)
        return
    context, original, plural = sentence.key
    with transaction.atomic():
        Wording.objects.update_or_create(
            language=sentence.language,
            digest=sentence.digest,
            defaults={
                "context": context or "",
                "sentence": original,
                "plural": plural or "",
                "strings": strings,
                "by": by,
                "changed": timezone.now(),
            },
        )
        _touch()


def take_back(sentence: Sentence):
    """Delete a wording; people read the catalogue's sentence again."""
    with transaction.atomic():
        rows = Wording.objects.filter(language=sentence.language, digest=sentence.digest)
        if rows.delete()[0]:
            _touch()


def _touch():
    """Make cached pages stale, and every process read the wordings again."""
    Blog.objects.touch()
    Blog.objects.filter(pk=BLOG_ID).update(wordings_version=next_version())


def reviewer_of(language: str) -> str:
    """Return who speaks a language and has reviewed its catalogue; "" if nobody has."""
    path = loading.path_in(settings.LOCALE_PATHS[0], language)
    return po.read_header(path).get(REVIEWED_BY, "") if path.is_file() else ""
