from django import template
from django.utils.safestring import SafeString

from posts.plain_text import TAG

register = template.Library()

# Focusable, so that the keyboard can scroll it too.
TABLE_FRAME = '<div class="wide-table" tabindex="0" role="group" aria-label="Table">'


@register.filter
def frame_tables(html: SafeString) -> SafeString:
    """Return sanitized HTML with every table inside a frame that scrolls sideways."""
    return SafeString(TAG.sub(_frame, html))


def _frame(tag):
    if tag[0].startswith("<table"):
        return TABLE_FRAME + tag[0]
    return f"{tag[0]}</div>" if tag[0].startswith("</table") else tag[0]
