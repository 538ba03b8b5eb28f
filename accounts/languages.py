"""The languages in which people can have the pages of their account, and their mail."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language_info, to_language

from accounts.catalogues.known import LANGUAGES, SOURCE
from accounts.models import User


def site_languages() -> dict[str, str]:
    """Return the languages with a catalogue, and English: code and its own name."""
    files = [
        file
        for folder in settings.LOCALE_PATHS
        for file in Path(folder).glob("*/LC_MESSAGES/django.?o")  # compiled or not
    ]
    codes = {SOURCE, *(to_language(file.parts[-3]) for file in files)}
    known = [code for code in LANGUAGES if code in codes]
    return {code: own_name(code) for code in [*known, *sorted(codes - set(known))]}


def language_of(user: User | None, default: str) -> str:
    """Return the language that an account has chosen, else the default."""
    chosen = getattr(user, "language", "")
    return chosen if chosen and chosen in site_languages() else default


def desk_language_of(user: User | None, default: str) -> str:
    """Return the language of the desk for an account: its own, else the default, else English.

    Where a language has the sentences of readers alone, the desk would be in two.
    """
    codes = language_of(user, default), default
    return next((code for code in codes if has_desk(code)), SOURCE)


def has_desk(code: str) -> bool:
    """Return whether a language has the sentences of the desk, too."""
    language = LANGUAGES.get(code)
    return language is None or language.has_desk  # one that is not known here was compiled whole


def own_name(code: str) -> str:
    """Return the name of a language in that language, or its code."""
    try:
        return get_language_info(code)["name_local"]
    except KeyError:
        return dict(settings.LANGUAGES).get(code, code)
