"""Translated sentences in the attributes of an element."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()
QUOTES = str.maketrans({'"': "&quot;", "<": "&lt;", ">": "&gt;"})


@register.filter
def in_attribute(sentence) -> SafeString:
    """Return a translation so that it ends neither its attribute nor the element.

    Django escapes what a sentence of a template contains, but not the sentence: it is HTML.
    """
    return SafeString(str(sentence).translate(QUOTES))
