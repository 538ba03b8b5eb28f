"""Signs between a label and a value, and in lists, as the active language writes them.

The signs are those of Django's own catalogues, so labels of forms have them, too: French has a
blank before a colon, Arabic and Chinese have another comma.
"""

from collections.abc import Iterable

from django.utils.translation import gettext

COLON, COMMA = ":", ", "  # sentences of Django, so our own catalogues need none


def colon() -> str:
    """Return the colon of the active language, with the blank before it."""
    return gettext(COLON)


def labelled(label, value) -> str:
    """Return a label and its value, such as "Links: 5"."""
    return f"{label}{colon()} {value}"


def listed(items: Iterable) -> str:
    """Return items with the comma of the active language between them."""
    return gettext(COMMA).join(map(str, items))
