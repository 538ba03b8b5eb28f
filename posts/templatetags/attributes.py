"""Translated sentences in the attributes of an element."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()
QUOTES = str.maketrans({'"': "&quot;", "<": "&lt;", ">": "&gt;"})


@register.filter
def in_attribute(sentence) -> SafeString:
    """Return a translation escaped for an attribute.

    Django escapes the variables of a sentence, but not the sentence itself, which is HTML.
    """
    return SafeString(str(sentence).translate(QUOTES))
