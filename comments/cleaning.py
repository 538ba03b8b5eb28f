"""What is done to text that somebody typed; settings say by whom, for moderation stands above."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string


def html_of(body: str) -> str:
    """Return the safe HTML of a comment as typed."""
    return _sanitized(settings.COMMENT_SANITIZER, body)


# Form, rules and the stored comment each ask for the HTML of the same words within one request.
@lru_cache(maxsize=32)
def _sanitized(sanitizer, body):
    return import_string(sanitizer)(body)


def text_of(html: str) -> str:
    """Give what a reader sees of such HTML, on one line; empty when there is nothing to see."""
    return import_string(settings.COMMENT_READER)(html)


def left_out(body: str, html: str) -> str:
    """Say in a sentence for its author what of a body its HTML does not show, or ""."""
    return import_string(settings.COMMENT_LOSSES)(body, html)


def problem_of(body: str, limit: int) -> str | None:
    """Say in a sentence for its author why a body cannot be taken, or None."""
    return import_string(settings.COMMENT_BODY_CHECK)(body, limit)


def name_of(name: str) -> str:
    """Give a name as it is shown, on one line; empty when nothing of it is drawn."""
    return import_string(settings.COMMENT_NAME_CLEANER)(name)
