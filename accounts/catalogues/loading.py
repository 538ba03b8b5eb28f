"""Make Django's gettext read catalogues and an owner's wordings.

Django makes one object with all translations of a language when it is first active. The object made
here has those of the packages, the catalogue in `locale/`, and the owner's wordings.
"""

from functools import lru_cache
from gettext import GNUTranslations, c2py
from pathlib import Path

from django.conf import settings
from django.utils.translation import to_locale, trans_real

from accounts.catalogues import po
from accounts.catalogues.known import LANGUAGES, SOURCE

IN_CONTEXT = trans_real.CONTEXT_SEPARATOR
WORDINGS = {}  # the owner's wordings: by language, the strings by the key of an entry


class SiteTranslation(trans_real.DjangoTranslation):
    """All translations of one language; a sentence without one stays in English."""

    def _add_local_translations(self):
        super()._add_local_translations()  # from a compiled catalogue, if there is one
        code = self.language()
        for folder in reversed(settings.LOCALE_PATHS):
            path = path_in(folder, code)
            if code != SOURCE and path.is_file():  # the source language has no strings
                self.merge(_strings_of(path, path.stat().st_mtime_ns))
        if wordings := WORDINGS.get(code):
            plural_forms = LANGUAGES.get(code, LANGUAGES[SOURCE]).plural_forms
            self.merge(_translations(wordings, plural_forms))


def install():
    """Replace Django's class of translations, for which there is no setting."""
    trans_real.DjangoTranslation = SiteTranslation


def use_wordings(wordings: dict[str, dict]):
    """Use these wordings in place of the earlier ones, from the next activation of a language."""
    WORDINGS.clear()
    WORDINGS.update(wordings)
    trans_real._translations = {}
    trans_real._default = None


def path_in(folder, code: str) -> Path:
    """Return where the catalogue of a language is, or would be, in one of LOCALE_PATHS."""
    return Path(folder) / to_locale(code) / "LC_MESSAGES/django.po"


@lru_cache(maxsize=2 * len(LANGUAGES))
def _strings_of(path, changed):
    """Return the translations in a file, cached until the file changes."""
    catalogue = po.read(path)
    done = {
        key: entry.strings
        for key, entry in catalogue.entries.items()
        if entry.is_translated and not entry.is_fuzzy
    }
    return _translations(done, catalogue.header["Plural-Forms"])


def _translations(strings, plural_forms):
    """Return strings by gettext's own keys."""
    translations = GNUTranslations()
    translations.plural = c2py(plural_forms.partition("plural=")[2].rstrip("; "))
    translations._catalog = {
        key: text for entry, texts in strings.items() for key, text in _by_form(entry, texts)
    }
    return translations


def _by_form(entry_key, texts):
    context, sentence, plural = entry_key
    key = sentence if context is None else f"{context}{IN_CONTEXT}{sentence}"
    if plural is None:
        yield key, texts[0]
        return
    for form, text in enumerate(texts):
        yield (key, form), text
