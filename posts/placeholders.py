"""Marks in a text for facts that only its owner knows: <mark>[name and postal address]</mark>."""

import re

from django.utils.html import strip_tags

PLACEHOLDER = re.compile(r"<mark>\[(.*?)\]</mark>", re.DOTALL)


def placeholders_in(html: str) -> list[str]:
    """Return the marks that are still to be filled in."""
    return [strip_tags(words) for words in PLACEHOLDER.findall(html)]
