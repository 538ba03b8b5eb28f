"""The languages in which people can have the pages of their account, and mail."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language_info, to_language

from accounts.models import User

SOURCE = "en"  # in which the sentences are written


def site_languages() -> dict[str, str]:
    """Return the languages with a compiled catalogue, and English: code and its own name."""
    files = [
        file
        for folder in settings.LOCALE_PATHS
        for file in Path(folder).glob("*/LC_MESSAGES/django.mo")
    ]
    codes = {SOURCE, *(to_language(file.parts[-3]) for file in files)}
    return {code: _own_name(code, name) for code, name in settings.LANGUAGES if code in codes}


def language_of(user: User | None, default: str) -> str:
    """Return the language that an account has chosen, else the default."""
    chosen = getattr(user, "language", "")
    return chosen if chosen and chosen in site_languages() else default


def _own_name(code, name):
    try:
        return get_language_info(code)["name_local"]
    except KeyError:
        return str(name)
