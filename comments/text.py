"""Typed text. COMMENT_TEXT names its class, because moderation is the layer above."""

from django.conf import settings
from django.utils.module_loading import import_string


def comment_text(body: str, html: str | None = None):
    """Return a body as a text, which has `html`, `visible`, `removed` and `problem(limit)`.

    A body that is a text already is returned itself, so that it is sanitized once. `html` is the
    safe HTML of a body that is stored.
    """
    return _text_class().of(body, html)


def clean_name(name: str) -> str:
    """Return a name on one line, as it is shown; "" if nothing of it is visible."""
    return _text_class().clean_name(name)


def _text_class():
    return import_string(settings.COMMENT_TEXT)
