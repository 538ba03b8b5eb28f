"""Names, titles and URLs in a sentence that may run the other way."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def bdi(text) -> SafeString:
    """Return a text in an element of its own direction: what is round it cannot turn its signs."""
    return format_html("<bdi>{}</bdi>", text)
